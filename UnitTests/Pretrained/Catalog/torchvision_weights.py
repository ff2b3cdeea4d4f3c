"""Prints what torchvision says about the weights of the named networks, one file a line, as JSON."""
import json
import sys

from torchvision import models

# These two normalise once more inside the network, to (pixel - 0.5) / 0.5, where they have pretrained weights.
TRANSFORMS_INPUT = ("googlenet", "inception_v3")

for network in sys.argv[1:]:
    for weights in models.get_model_weights(network):
        preset = weights.transforms()
        accuracy = weights.meta["_metrics"]["ImageNet-1K"]
        print(json.dumps({
            "name": f"{network}.{weights.name.lower()}",
            "file": weights.url.rsplit("/", 1)[1],
            "classes": len(weights.meta["categories"] or []),
            "top1": accuracy["acc@1"] if weights.meta["categories"] else 0,
            "top5": accuracy["acc@5"] if weights.meta["categories"] else 0,
            "crop": preset.crop_size[0],
            "resize": preset.resize_size[0],
            "interpolation": preset.interpolation.value,
            "mean": [0.5] * 3 if network in TRANSFORMS_INPUT else list(preset.mean),
            "std": [0.5] * 3 if network in TRANSFORMS_INPUT else list(preset.std),
        }))
