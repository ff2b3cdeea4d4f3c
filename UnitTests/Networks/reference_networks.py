"""The catalog's networks in PyTorch: torchvision's by name, and the ones that torchvision lacks, written here a second time.

Every builder takes the number of classes; images have three channels. A further network is one entry of BUILDERS, under its name in
the catalog.
"""

from functools import partial

import torch
import torch.nn.functional as F
import torchvision
from torch import nn

import reference_inception
import reference_resnets


class Plain(nn.Module):
    """features, pooling to one size or none, classifier"""

    def __init__(self, features, classifier, pooled_size=None):
        super().__init__()
        self.features = nn.Sequential(*features)
        self.avgpool = nn.Identity() if pooled_size is None else nn.AdaptiveAvgPool2d(pooled_size)
        self.classifier = nn.Sequential(*classifier)

    def forward(self, images):
        return self.classifier(torch.flatten(self.avgpool(self.features(images)), 1))


def alexnet32(classes):
    model = torchvision.models.alexnet(num_classes=classes)
    model.features[0] = nn.Conv2d(3, 64, kernel_size=3, stride=1, padding=1)
    model.features[2] = nn.MaxPool2d(kernel_size=2)
    return model


def densenet_small(classes):
    return torchvision.models.DenseNet(growth_rate=32, block_config=(4, 4, 4, 4), num_init_features=64, num_classes=classes)


def inception_without_auxiliary(kind, classes, **options):
    return getattr(torchvision.models, kind)(num_classes=classes, aux_logits=False, init_weights=False, **options)


def mobilenet_v3_large_narrow(classes):
    settings, last = torchvision.models.mobilenetv3._mobilenet_v3_conf("mobilenet_v3_large", width_mult=0.35)
    return torchvision.models.MobileNetV3(settings, last, num_classes=classes)


def alexnet_original(classes):
    features = [
        nn.Conv2d(3, 96, 11, stride=4, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(96, 256, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2),
    ]
    classifier = [
        nn.Linear(256 * 6 * 6, 4096), nn.ReLU(), nn.Dropout(),
        nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(),
        nn.Linear(4096, classes),
    ]
    return Plain(features, classifier, pooled_size=6)


def alexnet_small(classes):
    features = [
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 128, 3, padding=1), nn.ReLU(),
        nn.Conv2d(128, 256, 3, padding=1), nn.ReLU(),
        nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2),
    ]
    classifier = [
        nn.Dropout(), nn.Linear(256 * 3 * 3, 1024), nn.ReLU(),
        nn.Dropout(), nn.Linear(1024, 512), nn.ReLU(),
        nn.Linear(512, classes),
    ]
    return Plain(features, classifier, pooled_size=3)


def vgg_quarter(classes):
    """VGG11 with a quarter of the maps; the linear layers stay."""
    layers = torchvision.models.vgg.make_layers(
        [width if width == "M" else width // 4 for width in torchvision.models.vgg.cfgs["A"]])
    model = torchvision.models.VGG(nn.Identity(), num_classes=classes)
    model.features = layers
    model.classifier[0] = nn.Linear(128 * 7 * 7, 4096)
    initialize_vgg(model)
    return model


def initialize_vgg(model):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, 0, 0.01)
            nn.init.zeros_(module.bias)


def vgg_small(kind, classes):
    """torchvision's convolutions, global average pooling, one linear layer"""
    model = Plain(getattr(torchvision.models, kind)(num_classes=classes).features, [nn.Linear(512, classes)], pooled_size=1)
    initialize_vgg(model)
    return model


def lenet(activation, pooling, batch_norm, classes, padding=2):
    def norm(kind, channels):
        return [kind(channels)] if batch_norm else []

    features = [
        nn.Conv2d(3, 6, 5, padding=padding), *norm(nn.BatchNorm2d, 6), activation(), pooling(2),
        nn.Conv2d(6, 16, 5), *norm(nn.BatchNorm2d, 16), activation(), pooling(2),
    ]
    classifier = [
        nn.Linear(16 * (4 + padding // 2) ** 2, 120), *norm(nn.BatchNorm1d, 120), activation(),
        nn.Linear(120, 84), *norm(nn.BatchNorm1d, 84), activation(),
        nn.Linear(84, classes),
    ]
    model = Plain(features, classifier)
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.xavier_uniform_(module.weight)
    return model


def mlp(classes, width=256):
    hidden = [nn.Flatten(), nn.Linear(3 * 28 * 28, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()]
    return Plain(hidden, [nn.Linear(width, classes)])


def mnist_cnn(classes, maps=6):
    features = [
        nn.Conv2d(3, maps, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(maps, maps, 5), nn.ReLU(), nn.MaxPool2d(2),
    ]
    return Plain(features, [nn.Linear(maps * 4 * 4, 50), nn.ReLU(), nn.Linear(50, classes)])


class NetworkInNetwork(nn.Module):
    def __init__(self, features, maps, classes):
        super().__init__()
        self.features = nn.Sequential(*features)
        self.classifier = nn.Sequential(nn.Conv2d(maps, classes, 1))

    def forward(self, images):
        return F.relu(self.classifier(self.features(images))).mean(dim=(2, 3))


def nin_block(convolution, *widths):
    layers, channels = [convolution, nn.ReLU()], convolution.out_channels
    for width in widths:
        layers += [nn.Conv2d(channels, width, 1), nn.ReLU()]
        channels = width
    return nn.Sequential(*layers)


def nin(classes):
    return NetworkInNetwork([
        nin_block(nn.Conv2d(3, 96, 11, stride=4), 96, 96), nn.MaxPool2d(3, 2),
        nin_block(nn.Conv2d(96, 256, 5, padding=2), 256, 256), nn.MaxPool2d(3, 2),
        nin_block(nn.Conv2d(256, 384, 3, padding=1), 384, 384), nn.MaxPool2d(3, 2), nn.Dropout(),
        nin_block(nn.Conv2d(384, 1024, 3, padding=1), 1024),
    ], 1024, classes)


def nin_small(classes):
    return NetworkInNetwork([
        nin_block(nn.Conv2d(3, 192, 5, padding=2), 160, 96), nn.MaxPool2d(3, 2, ceil_mode=True), nn.Dropout(),
        nin_block(nn.Conv2d(96, 192, 5, padding=2), 192, 192), nn.AvgPool2d(3, 2, ceil_mode=True), nn.Dropout(),
        nin_block(nn.Conv2d(192, 192, 3, padding=1), 192),
    ], 192, classes)


def deit(width, heads, classes):
    """torchvision's layers in DeiT's sizes, with the initial weights of DeiT's authors"""
    model = torchvision.models.VisionTransformer(
        image_size=224, patch_size=16, num_layers=12, num_heads=heads, hidden_dim=width, mlp_dim=4 * width, num_classes=classes)
    for parameter in model.parameters():
        if parameter.dim() > 1:
            nn.init.normal_(parameter, std=0.02)
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)
    model.conv_proj.reset_parameters()
    return model


BUILDERS = {
    "alexnet32": alexnet32,
    "alexnet_original": alexnet_original,
    "alexnet_small": alexnet_small,
    "lenet": partial(lenet, nn.Sigmoid, nn.AvgPool2d, False),
    "lenet_relu": partial(lenet, nn.ReLU, nn.MaxPool2d, False),
    "lenet_bn": partial(lenet, nn.Sigmoid, nn.AvgPool2d, True),
    "lenet_bn_valid": partial(lenet, nn.Sigmoid, nn.AvgPool2d, True, padding=0),
    "mlp": mlp,
    "mnist_cnn": mnist_cnn,
    "nin": nin,
    "nin_small": nin_small,
    "vgg11_quarter": vgg_quarter,
    "densenet_small": densenet_small,
    "googlenet_without_auxiliary": partial(inception_without_auxiliary, "googlenet"),
    "inception_v3_without_auxiliary": partial(inception_without_auxiliary, "inception_v3", transform_input=True),
    "mobilenet_v2_wide": lambda classes: torchvision.models.mobilenet_v2(num_classes=classes, width_mult=1.4),
    "mobilenet_v3_large_narrow": mobilenet_v3_large_narrow,
    "googlenet_plain": reference_inception.googlenet_plain,
    "inception_resnet_v2": reference_inception.InceptionResNetV2,
    **{f"{kind}_small": partial(vgg_small, kind) for kind in (f"vgg{d}{bn}" for d in (11, 13, 16, 19) for bn in ("", "_bn"))},
    **reference_resnets.BUILDERS,
    "deit_tiny": partial(deit, 192, 3),
    "deit_small": partial(deit, 384, 6),
    "deit_base": partial(deit, 768, 12),
}


def build(name, classes):
    if name in BUILDERS:
        return BUILDERS[name](classes)
    return getattr(torchvision.models, name)(num_classes=classes)
