"""Weights and images that are a formula of name and index; FormulaWeights.cs computes the same ones.

Element i of an entry of the state dict is made of the output number i of SplitMix64 (Steele et al. 2014) whose seed is the FNV-1a hash
(64 bits) of the entry's name in UTF-8. Its upper 53 bits are a number from -1 to below 1, and what the entry is says how that is scaled.
"""

import math

import numpy as np
import torch

CHUNK = 1 << 22  # elements; temporary arrays stay small


def fnv1a(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return np.uint64(value)


def uniform(name, first, end):
    """Elements first to end of what belongs to a name, from -1 to below 1."""
    bits = np.arange(first + 1, end + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + fnv1a(name)
    bits = (bits ^ bits >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ bits >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return ((bits ^ bits >> np.uint64(31)) >> np.uint64(11)) * 2.0**-52 - 1


def fill(tensor, name, centre, range):
    flat = tensor.view(-1)
    for first in np.arange(0, flat.numel(), CHUNK):
        end = min(first + CHUNK, flat.numel())
        flat[first:end] = torch.from_numpy(centre + range * uniform(name, first, end))


def scale_of(name, shape):
    """Centre and range: signals keep their strength, and no layer can be left out without a trace."""
    if name.endswith("running_var"):
        return 1, 0.5
    if len(shape) == 1 and name.endswith("weight"):
        return 1, 0.25  # of normalisations
    if len(shape) == 1:
        return 0, 0.25  # biases and running means
    if len(shape) == 3:
        return 0, 1  # tokens and positions of transformers
    return 0, math.sqrt(5 / (math.prod(shape) // shape[0]))  # with 6, as He et al. 2015, efficientnet_b7 is chaotic


def fill_network(model):
    """Sets all parameters and buffers that are not integers."""
    for name, tensor in model.state_dict().items():
        if tensor.is_floating_point():
            fill(tensor, name, *scale_of(name, tensor.shape))


def images(count, size):
    result = torch.empty(count, 3, size, size, dtype=torch.float64)
    fill(result, "images", 0, 2)
    return result
