"""Writes the weights that both sides start from, and ResNet18 as ONNX: python3 prepare_files.py FOLDER"""
import sys

import torch
from torchvision.models import resnet18

folder = sys.argv[1]
torch.manual_seed(1)
torch.save(resnet18(num_classes=10).state_dict(), f"{folder}/resnet18-10.pth")
torch.onnx.export(
    resnet18().eval(), torch.randn(1, 3, 224, 224), f"{folder}/resnet18.onnx",
    input_names=["images"], output_names=["logits"], dynamic_axes={"images": {0: "count"}})
