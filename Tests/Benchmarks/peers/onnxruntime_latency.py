"""ONNX Runtime: examples encoded to the posterior's mean, and that decoded; prints microseconds of both together.

    python onnxruntime_latency.py WORKLOAD ROWS
"""

from workloads import *

import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper


def session(workload, parts, inputs, outputs):
    """The dense layers whose names begin with one of the parts, as a graph from `inputs` to `outputs` columns."""
    parameters = initial(workload)
    nodes, weights, value = [], [], "input"
    functions = {"tanh": "Tanh", "relu": "Relu", "leaky": "LeakyRelu"}
    for name, _, _, activation in layers(workload):
        if not name.startswith(parts):
            continue
        weight, bias = parameters[name + ".weight"], parameters[name + ".bias"]
        if name == "posterior":
            weight, bias = weight[:, :outputs], bias[:outputs]
        weights += [numpy_helper.from_array(np.ascontiguousarray(weight), name + ".weight"),
                    numpy_helper.from_array(np.ascontiguousarray(bias), name + ".bias")]
        nodes.append(helper.make_node("Gemm", [value, name + ".weight", name + ".bias"], [name]))
        value = name
        if activation:
            attributes = {"alpha": 0.2} if activation == "leaky" else {}
            nodes.append(helper.make_node(functions[activation], [value], [name + ".out"], **attributes))
            value = name + ".out"
    if parts == ("decoder", "likelihood"):
        nodes.append(helper.make_node("Sigmoid", [value], ["probabilities"]))
        value = "probabilities"
    graph = helper.make_graph(
        nodes, "part", [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["rows", inputs])],
        [helper.make_tensor_value_info(value, TensorProto.FLOAT, ["rows", outputs])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("VAE_BENCHMARK_THREADS", os.cpu_count()))
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


workload, _ = arguments()
rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1
w = WORKLOADS[workload]
encoder = session(workload, ("encoder", "posterior"), w["pixels"], w["latent"])
heads = 2 if w["likelihood"] == "normal" else 1
decoder = session(workload, ("decoder", "likelihood"), w["latent"], heads * w["pixels"])
x = data(workload)[:rows]
times, end = [], time.perf_counter() + float(os.environ.get("VAE_BENCHMARK_SECONDS", "3"))
while time.perf_counter() < end:
    before = time.perf_counter()
    z = encoder.run(None, {"input": x})[0]
    decoder.run(None, {"input": z})
    times.append(time.perf_counter() - before)
print(json.dumps(dict(name="ONNX Runtime", workload=workload, rows=rows, microseconds=float(np.median(times)) * 1e6)))
