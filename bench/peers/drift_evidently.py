"""Evidently: the data drift preset on the tables of bench/drift.ts; prints the report's seconds of processor time, reading left out."""
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
started = time.process_time()
datasets = [Dataset.from_pandas(table, data_definition=definition) for table in (current, reference)]
result = Report([DataDriftPreset()]).run(*datasets).dict()
seconds = time.process_time() - started
values = [metric["value"] for metric in result["metrics"]]
drifted = next(value["count"] for value in values if isinstance(value, dict) and "count" in value)
print(json.dumps({"seconds": seconds, "drifted": drifted, "version": evidently.__version__}))
