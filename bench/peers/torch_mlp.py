"""PyTorch, eager: trains the network of bench/train.ts on its rows and prints rows per second of processor time."""
import json
import sys
import time

import numpy
import torch

torch.set_num_threads(1)
torch.manual_seed(1)
directory, epochs, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x = torch.from_numpy(numpy.fromfile(directory + "/x.f32", dtype=numpy.float32).reshape(-1, 12))
y = torch.from_numpy(numpy.fromfile(directory + "/y.f32", dtype=numpy.float32).reshape(-1, 1))
network = torch.nn.Sequential(
    torch.nn.Linear(12, 64), torch.nn.ReLU(), torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1)
)
adam = torch.optim.Adam(network.parameters(), lr=0.001)
loss_of = torch.nn.BCEWithLogitsLoss()
started = time.process_time()
for _ in range(epochs):
    order = torch.randperm(len(x))
    for at in range(0, len(x), batch):
        rows = order[at : at + batch]
        adam.zero_grad()
        loss_of(network(x[rows]), y[rows]).backward()
        adam.step()
seconds = time.process_time() - started
with torch.no_grad():
    loss = loss_of(network(x), y).item()
print(json.dumps({"rowsPerSecond": epochs * len(x) / seconds, "loss": loss, "version": torch.__version__}))
