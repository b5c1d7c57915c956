"""KServe's own clients against a running server. Prints what they did, a line each.

usage: kserve_check.py <http port of simple> <grpc port of simple>
"""
import asyncio
import sys

import numpy as np
from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest, RESTConfig

BASE, GRPC = f"http://127.0.0.1:{sys.argv[1]}", f"127.0.0.1:{sys.argv[2]}"
LEFT = np.arange(16, dtype=np.int32).reshape(1, 16)
RIGHT = np.full((1, 16), 7, dtype=np.int32)


def told(name):
    print(f"ok {name}", flush=True)


def request(binary):
    inputs = [InferInput(name, [1, 16], "INT32") for name in ("INPUT0", "INPUT1")]
    for tensor, data in zip(inputs, (LEFT, RIGHT)):
        tensor.set_data_from_numpy(data, binary_data=binary)
    return InferRequest(model_name="simple", infer_inputs=inputs, request_id="seven")


def check(reply):
    found = {output.name: output.as_numpy() for output in reply.outputs}
    assert np.array_equal(found["OUTPUT0"], LEFT + RIGHT) and np.array_equal(found["OUTPUT1"], LEFT - RIGHT)
    assert reply.id == "seven" and reply.model_name == "simple"


async def check_rest():
    client = InferenceRESTClient(RESTConfig(protocol="v2", timeout=30))
    assert await client.is_server_live(BASE) and await client.is_server_ready(BASE)
    assert await client.is_model_ready(BASE, "simple")
    told("rest health")
    for binary in (False, True):
        check(await client.infer(BASE, request(binary), model_name="simple"))
        told(f"rest infer, {'binary' if binary else 'JSON'}")
    try:
        await client.infer(BASE, request(False), model_name="nothing")
    except Exception as failure:
        assert "404" in str(failure), failure
    else:
        raise AssertionError("an unknown model was answered")
    told("rest error")


async def check_grpc():
    client = InferenceGRPCClient(GRPC, timeout=30)
    assert await client.is_server_live() and await client.is_server_ready() and await client.is_model_ready("simple")
    told("grpc health")
    for binary in (False, True):
        check(await client.infer(request(binary)))
        told(f"grpc infer, {'raw' if binary else 'typed'}")
    await client.close()


asyncio.run(check_rest())
asyncio.run(check_grpc())
