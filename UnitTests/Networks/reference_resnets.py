"""The residual networks that torchvision lacks, in PyTorch."""

from functools import partial

import torch.nn.functional as F
import torchvision
from torch import nn

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def initialize_convolutions(model, mode="fan_out"):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode=mode, nonlinearity="relu")


def resnet_small(depth, classes):
    """torchvision's with a 3×3 stem and no pooling"""
    model = getattr(torchvision.models, f"resnet{depth}")(num_classes=classes)
    model.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    model.maxpool = nn.Identity()
    initialize_convolutions(model)
    return model


def resnet18_mlnet(classes):
    """torchvision's, with the three blocks that the last stage has in ML.NET's package"""
    return torchvision.models.ResNet(torchvision.models.resnet.BasicBlock, [2, 2, 2, 3], num_classes=classes)


class PreActivationBlock(nn.Module):
    def __init__(self, inputs, width, stride, bottleneck):
        super().__init__()
        outputs = 4 * width if bottleneck else width
        self.bn1 = nn.BatchNorm2d(inputs)
        if bottleneck:
            self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(width)
            self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
            self.bn3 = nn.BatchNorm2d(width)
            self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        else:
            self.conv1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(width)
            self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False))

    def forward(self, x):
        activated = F.relu(self.bn1(x))
        shortcut = self.downsample(activated) if hasattr(self, "downsample") else x
        out = self.conv2(F.relu(self.bn2(self.conv1(activated))))
        if hasattr(self, "conv3"):
            out = self.conv3(F.relu(self.bn3(out)))
        return out + shortcut


class PreActivationResNet(nn.Module):
    def __init__(self, depth, small, classes):
        super().__init__()
        bottleneck = depth >= 50
        self.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False) if small else nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.maxpool = nn.Identity() if small else nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for i, (width, count) in enumerate(zip((64, 128, 256, 512), BLOCKS[depth])):
            blocks = []
            for k in range(count):
                blocks.append(PreActivationBlock(inputs, width, 2 if i > 0 and k == 0 else 1, bottleneck))
                inputs = 4 * width if bottleneck else width
            setattr(self, f"layer{i + 1}", nn.Sequential(*blocks))
        self.bn = nn.BatchNorm2d(inputs)
        self.fc = nn.Linear(inputs, classes)
        initialize_convolutions(self)

    def forward(self, x):
        x = self.maxpool(self.conv1(x))
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
        return self.fc(F.relu(self.bn(x)).mean(dim=(2, 3)))


class CifarBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if out.shape[1] != x.shape[1]:
            quarter = out.shape[1] // 4
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, quarter, quarter))
        return F.relu(out + x)


class CifarResNet(nn.Module):
    def __init__(self, depth, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        inputs = 16
        for i, width in enumerate((16, 32, 64)):
            blocks = []
            for k in range((depth - 2) // 6):
                blocks.append(CifarBlock(inputs, width, 2 if i > 0 and k == 0 else 1))
                inputs = width
            setattr(self, f"layer{i + 1}", nn.Sequential(*blocks))
        self.linear = nn.Linear(64, classes)
        initialize_convolutions(self, mode="fan_in")
        nn.init.kaiming_normal_(self.linear.weight)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(F.avg_pool2d(x, x.shape[3]).flatten(1))


BUILDERS = {
    **{f"resnet{depth}": partial(CifarResNet, depth) for depth in (20, 32, 44, 56, 110)},
    "resnet18_mlnet": resnet18_mlnet,
    **{f"resnet{depth}_small": partial(resnet_small, depth) for depth in BLOCKS},
    **{f"resnetv2_{depth}": partial(PreActivationResNet, depth, False) for depth in BLOCKS},
    **{f"resnetv2_{depth}_small": partial(PreActivationResNet, depth, True) for depth in BLOCKS},
}
