"""PyTorch's side.

peer.py cuda parity FOLDER          writes weights, images, labels, and the logits and a gradient that PyTorch computes there
peer.py cuda speed SIZE PRECISION   images a second of a training epoch of ResNet18, images copied to the GPU batch by batch
"""
import pathlib
import sys
import time

import torch
from torch import nn

from resnet18 import ResNet18

DEVICE = sys.argv[1]
BATCH, BATCHES, PARITY_IMAGES = 64, 40, 8


def parity(folder):
    folder = pathlib.Path(folder)
    torch.manual_seed(1)
    # Single precision on both sides, without TensorFloat32.
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
    model = ResNet18(10)
    torch.save(model.state_dict(), folder / "weights.pth")
    images, labels = torch.randn(PARITY_IMAGES, 3, 64, 64), torch.arange(PARITY_IMAGES) % 10
    model.to(DEVICE).eval()
    with torch.no_grad():
        logits = model(images.to(DEVICE))
    model.train()
    nn.functional.cross_entropy(model(images.to(DEVICE)), labels.to(DEVICE)).backward()
    for name, value in (("images", images), ("labels", labels), ("logits", logits), ("gradient", model.conv1.weight.grad)):
        value.detach().cpu().contiguous().numpy().tofile(folder / f"{name}.bin")


def speed(size, precision):
    model = ResNet18(2).to(DEVICE).to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    pixels = torch.randint(256, (BATCH * BATCHES, 3, size, size), dtype=torch.uint8)
    if DEVICE == "cuda":
        pixels = pixels.pin_memory()
    labels = (torch.arange(BATCH * BATCHES) % 2).to(DEVICE)
    for _ in range(3):
        start, order = time.perf_counter(), torch.randperm(len(pixels))
        for batch in order.split(BATCH):
            images = pixels[batch].to(DEVICE, non_blocking=True).to(memory_format=torch.channels_last).float().div(255).sub(0.5).div(0.25)
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=precision == "bfloat16"):
                logits = model(images)
            nn.functional.cross_entropy(logits.float(), labels[batch.to(DEVICE)]).backward()
            optimizer.step()
        if DEVICE == "cuda":
            torch.cuda.synchronize()
        seconds = time.perf_counter() - start
    print(f"{len(pixels) / seconds:.1f}")


if sys.argv[2] == "parity":
    parity(sys.argv[3])
else:
    speed(int(sys.argv[3]), sys.argv[4])
