"""Writes expected_logits.tsv: what PyTorch makes, in double precision, of weights and images by formula.

python3 expected_logits.py            writes all rows anew
python3 expected_logits.py NAME SIZE  adds a network, or writes its row anew, for images of SIZE pixels
"""

import pathlib
import sys

import torch

from formula_weights import fill_network, images
from reference_networks import build
from torchvision_reference import logits_of

FILE = pathlib.Path(__file__).with_name("expected_logits.tsv")
HEADER = "# By expected_logits.py, which says how to write it anew. A row: network, image size, the logits of each image."
CLASSES, IMAGES = 5, 2


def logits(name, size):
    model = build(name, CLASSES).double()
    fill_network(model)
    batch = images(IMAGES, size)
    result = logits_of(model, batch)
    check_that_mistakes_show(name, model, batch, result)
    return result.flatten().tolist()


def check_that_mistakes_show(name, model, batch, result):
    """The logits must depend on the images and on a layer in the middle by far more than rounding, or a comparison would prove nothing."""
    layers = [module for module in model.modules() if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear))]
    middle = layers[len(layers) // 2].weight.data
    middle.neg_()
    changes = {"between images": result[0] - result[1], "with a negated layer": logits_of(model, batch) - result}
    middle.neg_()
    for what, change in changes.items():
        relative = (change.abs().max() / result.abs().max()).item()
        assert relative > 1e-3, f"{name}: {what}, the logits change by {relative:.1g} of the largest only"


def row(name, size):
    return "\t".join([name, str(size), *(f"{value:.12g}" for value in logits(name, size))])


def main(*network):
    lines = FILE.read_text().splitlines()[1:] if FILE.exists() else []
    rows = {line.split("\t")[0]: line for line in lines}
    sizes = {name: int(line.split("\t")[1]) for name, line in rows.items()} if not network else {network[0]: int(network[1])}
    for name, size in sizes.items():
        rows[name] = row(name, size)
        FILE.write_text("\n".join([HEADER, *(rows[key] for key in sorted(rows)), ""]))


if __name__ == "__main__":
    main(*sys.argv[1:])
