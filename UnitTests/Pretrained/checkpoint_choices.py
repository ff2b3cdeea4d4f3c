"""Writes checkpoints that hold several weights, as training loops save them.

usage: checkpoint_choices.py FOLDER

The trained weights are ones, their average is twos, of the same two layers.
"""

import sys
from collections import OrderedDict

import torch

folder = sys.argv[1]
model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
optimizer = torch.optim.Adam(model.parameters())
model(torch.randn(2, 3, 5, 5)).sum().backward()
optimizer.step()


def filled(value, prefix=""):
    return OrderedDict((prefix + k, torch.full_like(v, value)) for k, v in model.state_dict().items())


trained, average = filled(1), filled(2)
averaged_model = {"n_averaged": torch.tensor(3), **filled(2, "module.")}
training = {"epoch": 3, "optimizer": optimizer.state_dict(), "best_accuracy": torch.tensor(0.5), "scaler": {"scale": 65536.0}}
checkpoints = {
    "torchvision": {"model": trained, "model_ema": averaged_model, **training},
    "average_first": {"model_ema": averaged_model, "model": trained, **training},
    "timm": {"arch": "resnet18", "state_dict": trained, "state_dict_ema": average, **training},
    "ema_state_dict": {"model_state_dict": trained, "ema_state_dict": average, **training},
    "dino": {"student": filled(1, "module.backbone."), "teacher": filled(2, "backbone."), "dino_loss": {"center": torch.zeros(1)}, **training},
    "basicsr": {"params_ema": average, "params": trained},
    "nested": {"model": {"state_dict": trained, "ema": {"shadow": average}}, **training},
    "beside": {**trained, "ema": average},
    "average_only": {"model_ema": averaged_model, **training},
    "own_key": {"my_network": trained, "epoch": 3},
}
for name, checkpoint in checkpoints.items():
    torch.save(checkpoint, f"{folder}/{name}.pth")
torch.save(torch.nn.DataParallel(model), f"{folder}/whole.pth")
