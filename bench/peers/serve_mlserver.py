"""MLServer, in one process, with a runtime around onnxruntime (it has none of its own). Started as: serve_mlserver.py <model.onnx> <port>"""
import asyncio
import logging
import sys

import onnxruntime
from mlserver import MLModel, MLServer, ModelSettings, Settings
from mlserver.codecs import NumpyCodec
from mlserver.settings import ModelParameters
from mlserver.types import InferenceRequest, InferenceResponse


class OnnxModel(MLModel):
    async def load(self) -> bool:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(self.settings.parameters.uri, options)
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        feeds = {each.name: NumpyCodec.decode_input(each) for each in payload.inputs}
        probability = self.session.run(["probability"], feeds)[0]
        return InferenceResponse(
            model_name=self.name, outputs=[NumpyCodec.encode_output("probability", probability)]
        )


async def serve() -> None:
    port = int(sys.argv[2])
    settings = Settings(
        host="127.0.0.1", http_port=port, grpc_port=int(sys.argv[3]), metrics_port=int(sys.argv[4]),
        parallel_workers=0, access_log=False,
    )
    model = ModelSettings(name="bench", implementation=OnnxModel, parameters=ModelParameters(uri=sys.argv[1]))
    await MLServer(settings).start([model])


logging.disable(logging.INFO)
asyncio.run(serve())
