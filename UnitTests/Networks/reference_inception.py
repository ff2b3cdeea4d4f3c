"""Members of the Inception family that torchvision lacks, after their papers."""

import torch
from torch import nn
from torchvision.models.googlenet import GoogLeNet, Inception, InceptionAux


class PlainConv(nn.Module):
    """Convolution with a bias and ReLU, in the place of torchvision's convolution with batch normalisation."""

    def __init__(self, inputs, outputs, **kwargs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, **kwargs)

    def forward(self, x):
        return torch.relu(self.conv(x))


class PlainInception(Inception):
    """torchvision's module with the paper's 5×5 kernels."""

    def __init__(self, inputs, one, three_reduced, three, five_reduced, five, pooled):
        super().__init__(inputs, one, three_reduced, three, five_reduced, five, pooled, conv_block=PlainConv)
        self.branch3[1] = PlainConv(five_reduced, five, kernel_size=5, padding=2)


def googlenet_plain(classes):
    model = GoogLeNet(
        num_classes=classes, aux_logits=False, init_weights=False, dropout=0.4, blocks=[PlainConv, PlainInception, InceptionAux]
    )
    model.maxpool1 = nn.Sequential(model.maxpool1, nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=1))
    model.maxpool2 = nn.Sequential(nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=1), model.maxpool2)
    model.maxpool4 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
    for parameter in model.parameters():
        if parameter.dim() > 1:
            nn.init.xavier_uniform_(parameter)
    return model


class Conv(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1):
        super().__init__()
        same = stride == 1
        height, width = (kernel, kernel) if isinstance(kernel, int) else kernel
        self.conv = nn.Conv2d(inputs, outputs, (height, width), stride, (height // 2, width // 2) if same else 0, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=0.001)

    def forward(self, x):
        return self.bn(self.conv(x)).relu()


def chain(inputs, *layers):
    """Convolutions of (outputs, kernel[, stride]) one after another; a single one stands for itself."""
    modules = []
    for outputs, *geometry in layers:
        modules.append(Conv(inputs, outputs, *geometry))
        inputs = outputs
    return modules[0] if len(modules) == 1 else nn.Sequential(*modules)


class Mixed(nn.Module):
    def __init__(self, *branches):
        super().__init__()
        self.count = len(branches)
        for i, branch in enumerate(branches):
            setattr(self, f"branch{i}", branch)

    def forward(self, x):
        return torch.cat([getattr(self, f"branch{i}")(x) for i in range(self.count)], 1)


class Residual(Mixed):
    def __init__(self, channels, mixed, scale, *branches, relu=True):
        super().__init__(*branches)
        self.conv2d = nn.Conv2d(mixed, channels, 1)
        self.scale, self.relu = scale, relu

    def forward(self, x):
        x = x + self.scale * self.conv2d(super().forward(x))
        return x.relu() if self.relu else x


def block35():
    return Residual(
        320, 128, 0.17, chain(320, (32, 1)), chain(320, (32, 1), (32, 3)), chain(320, (32, 1), (48, 3), (64, 3)))


def block17():
    return Residual(1088, 384, 0.1, chain(1088, (192, 1)), chain(1088, (128, 1), (160, (1, 7)), (192, (7, 1))))


def block8(scale=0.2, relu=True):
    return Residual(2080, 448, scale, chain(2080, (192, 1)), chain(2080, (192, 1), (224, (1, 3)), (256, (3, 1))), relu=relu)


class InceptionResNetV2(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.conv2d_1a = Conv(3, 32, 3, 2)
        self.conv2d_2a = Conv(32, 32, 3)
        self.conv2d_2a.conv.padding = (0, 0)
        self.conv2d_2b = Conv(32, 64, 3)
        self.conv2d_3b = Conv(64, 80, 1)
        self.conv2d_4a = Conv(80, 192, 3)
        self.conv2d_4a.conv.padding = (0, 0)
        pool = nn.Sequential(nn.AvgPool2d(3, 1, 1, count_include_pad=False), Conv(192, 64, 1))
        self.mixed_5b = Mixed(chain(192, (96, 1)), chain(192, (48, 1), (64, 5)), chain(192, (64, 1), (96, 3), (96, 3)), pool)
        self.repeat = nn.Sequential(*[block35() for _ in range(10)])
        self.mixed_6a = Mixed(chain(320, (384, 3, 2)), chain(320, (256, 1), (256, 3), (384, 3, 2)), nn.MaxPool2d(3, 2))
        self.repeat_1 = nn.Sequential(*[block17() for _ in range(20)])
        self.mixed_7a = Mixed(
            chain(1088, (256, 1), (384, 3, 2)), chain(1088, (256, 1), (288, 3, 2)), chain(1088, (256, 1), (288, 3), (320, 3, 2)),
            nn.MaxPool2d(3, 2))
        self.repeat_2 = nn.Sequential(*[block8() for _ in range(9)])
        self.block8 = block8(scale=1, relu=False)
        self.conv2d_7b = Conv(2080, 1536, 1)
        self.dropout = nn.Dropout(0.2)
        self.classif = nn.Linear(1536, classes)

    def forward(self, x):
        x = self.conv2d_2b(self.conv2d_2a(self.conv2d_1a(x)))
        x = self.conv2d_4a(self.conv2d_3b(nn.functional.max_pool2d(x, 3, 2)))
        x = self.repeat(self.mixed_5b(nn.functional.max_pool2d(x, 3, 2)))
        x = self.repeat_1(self.mixed_6a(x))
        x = self.conv2d_7b(self.block8(self.repeat_2(self.mixed_7a(x))))
        return self.classif(self.dropout(x.mean((2, 3))))
