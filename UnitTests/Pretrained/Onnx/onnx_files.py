"""Writes one network as squeezenet.pth and as squeezenet.onnx, both by PyTorch, into the folder that the argument names."""
import sys

import torch
import torchvision

folder = sys.argv[1]
torch.manual_seed(1)
network = torchvision.models.squeezenet1_1(num_classes=10).eval()
torch.save(network.state_dict(), f"{folder}/squeezenet.pth")
torch.onnx.export(network, torch.zeros(1, 3, 32, 32), f"{folder}/squeezenet.onnx")
