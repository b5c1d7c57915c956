"""scikit-learn: trains the network of bench/train.ts on its rows and prints rows per second of processor time."""
import json
import os
import sys
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy
import sklearn
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
directory, epochs, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x = numpy.fromfile(directory + "/x.f32", dtype=numpy.float32).reshape(-1, 12)
y = numpy.fromfile(directory + "/y.f32", dtype=numpy.float32)
network = MLPClassifier(
    hidden_layer_sizes=(64, 32), batch_size=batch, max_iter=epochs, learning_rate_init=0.001, alpha=0,
    tol=0, n_iter_no_change=10**6, random_state=1,
)
started = time.process_time()
network.fit(x, y)
seconds = time.process_time() - started
loss = log_loss(y, network.predict_proba(x))
print(json.dumps({"rowsPerSecond": epochs * len(x) / seconds, "loss": loss, "version": sklearn.__version__}))
