"""tritonclient against two running servers: every way it has to send and read tensors. Prints what it did, a line each.

usage: tritonclient_check.py <http port of simple> <grpc port of simple> <http port of identity> <grpc port of identity>
"""
import asyncio
import sys
from concurrent.futures import Future

import numpy as np
import tritonclient.grpc as grpc
import tritonclient.grpc.aio as grpc_aio
import tritonclient.http as http
import tritonclient.http.aio as http_aio
from tritonclient.utils import InferenceServerException

SIMPLE_HTTP, SIMPLE_GRPC, IDENTITY_HTTP, IDENTITY_GRPC = (f"127.0.0.1:{port}" for port in sys.argv[1:5])
LEFT = np.arange(16, dtype=np.int32).reshape(1, 16)
RIGHT = np.full((1, 16), 7, dtype=np.int32)
NUMPY = {
    "BOOL": np.bool_, "UINT8": np.uint8, "UINT16": np.uint16, "UINT32": np.uint32, "UINT64": np.uint64,
    "INT8": np.int8, "INT16": np.int16, "INT32": np.int32, "INT64": np.int64, "FP32": np.float32, "FP64": np.float64,
}


def check_sums(result):
    assert np.array_equal(result.as_numpy("OUTPUT0"), LEFT + RIGHT)
    assert np.array_equal(result.as_numpy("OUTPUT1"), LEFT - RIGHT)


def http_inputs(binary):
    inputs = [http.InferInput(name, [1, 16], "INT32") for name in ("INPUT0", "INPUT1")]
    for tensor, data, raw in zip(inputs, (LEFT, RIGHT), binary):
        tensor.set_data_from_numpy(data, binary_data=raw)
    return inputs


def grpc_inputs():
    inputs = [grpc.InferInput(name, [1, 16], "INT32") for name in ("INPUT0", "INPUT1")]
    for tensor, data in zip(inputs, (LEFT, RIGHT)):
        tensor.set_data_from_numpy(data)
    return inputs


def told(name):
    print(f"ok {name}", flush=True)


def fails(call, words):
    try:
        call()
    except InferenceServerException as failure:
        assert words in str(failure), str(failure)
    else:
        raise AssertionError(f"no error where '{words}' was expected")


def check_http():
    with http.InferenceServerClient(SIMPLE_HTTP) as client:
        assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("simple")
        assert client.is_model_ready("simple", "1") and not client.is_model_ready("simple", "2")
        assert client.get_server_metadata()["name"] == "airworthy"
        assert client.get_model_metadata("simple")["inputs"][0]["shape"] == [-1, 16]
        told("http health and metadata")
        assert client.get_model_config("simple")["input"][0]["data_type"] == "TYPE_INT32"
        assert client.get_model_repository_index()[0]["state"] == "READY"
        told("http configuration and index")
        for binary in ((True, True), (False, False), (True, False), (False, True)):
            check_sums(client.infer("simple", http_inputs(binary)))
            outputs = [http.InferRequestedOutput(name, binary_data=raw) for name, raw in zip(("OUTPUT0", "OUTPUT1"), binary)]
            result = client.infer("simple", http_inputs(binary), outputs=outputs, request_id="seven")
            check_sums(result)
            assert result.get_response()["id"] == "seven"
        told("http binary, JSON and both mixed, in and out")
        for way in ("gzip", "deflate"):
            check_sums(client.infer("simple", http_inputs((True, False)), request_compression_algorithm=way,
                                    response_compression_algorithm=way, query_params={"a": "b", "c": 1}))
        told("http gzip and deflate, with a query")
        check_sums(client.async_infer("simple", http_inputs((True, True))).get_result())
        told("http async")
        fails(lambda: client.infer("nothing", http_inputs((True, True))), "not found")
        fails(lambda: client.infer("simple", http_inputs((True, True))[:1]), "INPUT1")
        told("http errors")


def check_types(client, kind, **more):
    metadata = client.get_model_metadata("identity", **more)
    for tensor in metadata["inputs"]:
        datatype = tensor["datatype"]
        if datatype == "BYTES":
            data = np.array([["", "Gerät ✓"], ["a\nb", "7"]], dtype=object)
        elif datatype == "BOOL":
            data = np.array([[True, False], [False, True]])
        elif datatype.startswith("FP"):
            data = np.array([[0.5, -3.25], [np.nan, np.inf]], dtype=NUMPY[datatype])
        else:
            limits = np.iinfo(NUMPY[datatype])
            data = np.array([[limits.min, limits.max], [0, 1]], dtype=NUMPY[datatype])
        yield tensor["name"], datatype, data
    told(f"{kind} metadata of every datatype")


def check_identity(module, client, kind, **more):
    inputs, wanted = [], {}
    for name, datatype, data in check_types(client, kind, **more):
        tensor = module.InferInput(name, [2, 2], datatype)
        tensor.set_data_from_numpy(data)
        inputs.append(tensor)
        wanted[name.replace("in_", "out_")] = (datatype, data)
    result = client.infer("identity", inputs)
    for name, (datatype, data) in wanted.items():
        found = result.as_numpy(name)
        if datatype == "BYTES":
            assert [[cell.decode() for cell in row] for row in found] == data.tolist(), name
        else:
            assert found.dtype == data.dtype and np.array_equal(found, data, equal_nan=datatype.startswith("FP")), name
    told(f"{kind} every datatype there and back")


def check_grpc():
    with grpc.InferenceServerClient(SIMPLE_GRPC) as client:
        assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("simple")
        fails(lambda: client.is_model_ready("simple", "2"), "not found")
        assert client.get_server_metadata().name == "airworthy"
        assert list(client.get_model_metadata("simple").inputs[0].shape) == [-1, 16]
        told("grpc health and metadata")
        assert client.get_model_config("simple").config.input[0].data_type == 8
        assert client.get_model_repository_index().models[0].state == "READY"
        told("grpc configuration and index")
        result = client.infer("simple", grpc_inputs(), request_id="seven", client_timeout=30)
        check_sums(result)
        assert result.get_response().id == "seven"
        outputs = [grpc.InferRequestedOutput(name) for name in ("OUTPUT1", "OUTPUT0")]
        check_sums(client.infer("simple", grpc_inputs(), outputs=outputs, compression_algorithm="gzip"))
        told("grpc raw, outputs by name, gzip")
        done = Future()
        client.async_infer("simple", grpc_inputs(), lambda result, error: done.set_result((result, error)))
        result, error = done.result(30)
        assert error is None
        check_sums(result)
        told("grpc async")
        fails(lambda: client.infer("nothing", grpc_inputs()), "not found")
        fails(lambda: client.get_inference_statistics("simple"), "UNIMPLEMENTED")
        told("grpc errors")


async def check_asyncio():
    async with http_aio.InferenceServerClient(SIMPLE_HTTP) as client:
        for result in await asyncio.gather(*(client.infer("simple", http_inputs((True, False))) for _ in range(8))):
            check_sums(result)
    told("http asyncio")
    async with grpc_aio.InferenceServerClient(SIMPLE_GRPC) as client:
        for result in await asyncio.gather(*(client.infer("simple", grpc_inputs()) for _ in range(8))):
            check_sums(result)
    told("grpc asyncio")


check_http()
check_grpc()
asyncio.run(check_asyncio())
with http.InferenceServerClient(IDENTITY_HTTP) as over_http:
    check_identity(http, over_http, "http")
with grpc.InferenceServerClient(IDENTITY_GRPC) as over_grpc:
    check_identity(grpc, over_grpc, "grpc", as_json=True)
