"""Evidently: the data drift preset on the tables of bench/drift.ts; prints seconds of the report, reading left out."""
import json
import sys
import time
import warnings

import evidently
import pandas
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

warnings.filterwarnings("ignore")
reference, current = (pandas.read_parquet(path) for path in sys.argv[1:3])
numbers = [name for name in reference.columns if name.startswith("n")]
texts = [name for name in reference.columns if name.startswith("c")]
definition = DataDefinition(numerical_columns=numbers, categorical_columns=texts)
started = time.perf_counter()
datasets = [Dataset.from_pandas(table, data_definition=definition) for table in (current, reference)]
result = Report([DataDriftPreset()]).run(*datasets).dict()
seconds = time.perf_counter() - started
drifted = next(metric["value"]["count"] for metric in result["metrics"] if "count" in (metric["value"] if isinstance(metric["value"], dict) else {}))
print(json.dumps({"seconds": seconds, "drifted": drifted, "version": evidently.__version__}))
