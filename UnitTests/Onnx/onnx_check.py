"""Checks all ONNX files of a folder with ONNX's own checker, shape inference included, and prints a line on each."""
import pathlib
import sys

try:
    import onnx
except ImportError:
    print("absent")
    sys.exit()


def sizes(value):
    return [dimension.dim_param or dimension.dim_value for dimension in value.type.tensor_type.shape.dim]


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    (image,), (score,) = inferred.graph.input, inferred.graph.output
    known = {value.name for value in [*inferred.graph.value_info, image, score]}
    unknown = [name for node in model.graph.node for name in node.output if name not in known]
    assert not unknown, f"{path}: the shapes of {unknown} cannot be inferred"
    batch = "free" if sizes(image)[0] == sizes(score)[0] == "batch" else "fixed"
    metadata = "".join(f"; {entry.key} {entry.value}" for entry in sorted(model.metadata_props, key=lambda entry: entry.key))
    print(f"{path.name}: opset {model.opset_import[0].version}, batch {batch}, {sizes(score)[1]} outputs, "
          f"{image.name} {sizes(image)[1:]} -> {score.name}{metadata}")
