"""Writes checkpoints with PyTorch for the tests of the reader.

usage: checkpoints.py FOLDER

good/NAME.zip.pth and good/NAME.old.pth hold the same object in both formats, and good/NAME.json what is in its state
dict: [{name, dtype, shape, bytes (hexadecimal, C order)}]. bad/ holds files that must be refused.
"""

import argparse
import json
import os
import pathlib
import sys
import zipfile
from collections import OrderedDict

import numpy
import torch

folder = sys.argv[1]


def describe(state):
    def raw(tensor):
        return tensor.detach().contiguous().clone().reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
    return [{"name": name, "dtype": str(t.dtype).removeprefix("torch."), "shape": list(t.shape), "bytes": raw(t).hex()}
            for name, t in state.items()]


def save_both(kind, name, content):
    torch.save(content, f"{folder}/{kind}/{name}.zip.pth")
    torch.save(content, f"{folder}/{kind}/{name}.old.pth", _use_new_zipfile_serialization=False)


def good(name, content, state):
    save_both("good", name, content)
    with open(f"{folder}/good/{name}.json", "w") as file:
        json.dump(describe(state), file)


def repack(source, target, change):
    """Copies a zip checkpoint; change(name, bytes) gives each file's new content, or None to leave it out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            content = change(entry.filename, old.read(entry))
            if content is not None:
                new.writestr(entry.filename, content)


def all_types():
    torch.manual_seed(1)
    floats = [torch.float16, torch.bfloat16, torch.float32, torch.float64]
    integers = [torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8]
    state = OrderedDict((f"f.{t}", (torch.randn(3, 5) * 100).to(t)) for t in floats)
    state.update((f"i.{t}", torch.randint(0, 100, (2, 3, 4)).to(t) - (0 if t == torch.uint8 else 50)) for t in integers)
    state["bool"] = torch.tensor([True, False, True])
    state["special"] = torch.tensor([float("nan"), float("inf"), -float("inf"), -0.0, 1e-45])
    return state


def views():
    base = torch.arange(120, dtype=torch.float32).reshape(2, 3, 4, 5)
    weight = torch.nn.Parameter(torch.randn(4, 3))
    return OrderedDict(
        whole=base, transposed=base.transpose(1, 3), rows=base[1, 1:], columns=base[..., 1:4:2], scalar=base[1, 2, 3, 4],
        expanded=torch.tensor([1.0, 2.0]).reshape(2, 1).expand(2, 6), empty=base[:, :0], nothing=torch.zeros(0),
        channels_last=torch.randn(2, 3, 4, 4).contiguous(memory_format=torch.channels_last), half=base.half().permute(3, 2, 1, 0),
        bytes=torch.arange(12, dtype=torch.uint8).reshape(3, 4).t(), longs=torch.arange(6).reshape(2, 3).t(),
        parameter=weight, same_parameter=weight, ones=torch.ones(1, 1, 3)[:, :, 1:2])


def write_good():
    simple = OrderedDict(weight=torch.randn(4, 3), bias=torch.randn(4))
    model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.randn(2, 3, 5, 5)).sum().backward()
    optimizer.step()
    good("types", all_types(), all_types())
    torch.manual_seed(2)
    state = views()
    good("views", state, state)
    good("module", model.state_dict(), model.state_dict())
    good("parallel", {"module." + k: v for k, v in model.state_dict().items()}, model.state_dict())
    good("training", {
        "epoch": 12, "arch": "résnet", "best_acc": torch.tensor(91.5), "big": 2**80, "none": None, "flags": {1, 2}, "history": [0.5, (1, 2)],
        "state_dict": model.state_dict(), "optimizer": optimizer.state_dict(), "args": argparse.Namespace(lr=0.1, path=pathlib.Path("a")),
        "score": numpy.float64(3), "curve": numpy.ones(3), "device": torch.device("cpu"), "size": torch.ones(2, 3).shape, "raw": b"abc",
        "dtype": torch.float32, "numbers": {1: 2}}, model.state_dict())
    for key in ["model", "model_state_dict", "net"]:
        good("under_" + key, {"epoch": 1, key: simple}, simple)
    good("twice_wrapped", {"model": {"state_dict": {"module." + k: v for k, v in simple.items()}}}, simple)
    cycle = {"weight": simple["weight"]}
    cycle["state_dict"] = cycle
    cycle["list"] = [cycle]
    good("cycle", cycle, {"weight": simple["weight"]})
    for protocol in [3, 4, 5]:
        torch.save(simple, f"{folder}/good/protocol{protocol}.zip.pth", pickle_protocol=protocol)
        torch.save(simple, f"{folder}/good/protocol{protocol}.old.pth", pickle_protocol=protocol, _use_new_zipfile_serialization=False)
        with open(f"{folder}/good/protocol{protocol}.json", "w") as file:
            json.dump(describe(simple), file)


class Calls:
    """Pickled as a call of any function with any arguments."""
    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def tensor_of(storage, offset, shape, strides):
    return Calls(torch._utils._rebuild_tensor_v2, storage, offset, shape, strides, False, OrderedDict())


def write_bad():
    marker = f"touch {folder}/marker"
    storage = torch.ones(6).storage()
    weight = torch.ones(2, 3)
    save_both("bad", "system", {"weight": weight, "x": Calls(os.system, marker)})
    save_both("bad", "system_first", Calls(os.system, marker))
    save_both("bad", "eval", {"weight": weight, "x": Calls(eval, f"__import__('os').system('{marker}')")})
    save_both("bad", "getattr", {"weight": weight, "x": Calls(getattr, 1, "real")})
    save_both("bad", "whole_module", torch.nn.Linear(2, 3))
    save_both("bad", "complex", {"weight": torch.ones(3, dtype=torch.complex64)})
    save_both("bad", "no_tensors", {"epoch": 3, "optimizer": {"lr": 0.1}})
    save_both("bad", "list", [weight])
    save_both("bad", "beyond_end", {"weight": tensor_of(storage, 1, (6,), (1,))})
    save_both("bad", "far_beyond_end", {"weight": tensor_of(storage, 0, (2, 2), (2**62, 2**62))})
    save_both("bad", "negative_offset", {"weight": tensor_of(storage, -1, (2,), (1,))})
    save_both("bad", "negative_stride", {"weight": tensor_of(storage, 5, (6,), (-1,))})
    save_both("bad", "negative_size", {"weight": tensor_of(storage, 0, (-6,), (1,))})
    save_both("bad", "ranks", {"weight": tensor_of(storage, 0, (2, 3), (1,))})
    save_both("bad", "huge_repeated", {"weight": tensor_of(storage, 0, (2**40,), (0,))})
    save_both("bad", "large_repeated", {"weight": tensor_of(storage, 0, (2**28,), (0,))})
    save_both("bad", "overflow", {"weight": tensor_of(storage, 0, (2**62, 2**62, 2**62), (0, 0, 0))})
    save_both("bad", "size_is_text", {"weight": tensor_of(storage, 0, ("a",), (1,))})
    save_both("bad", "storage_is_text", {"weight": tensor_of("a", 0, (1,), (1,))})
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 3)), f"{folder}/bad/torchscript.pth")
    good_file = f"{folder}/good/module.zip.pth"
    repack(good_file, f"{folder}/bad/no_pickle.pth", lambda name, data: None if name.endswith("data.pkl") else data)
    repack(good_file, f"{folder}/bad/no_storage.pth", lambda name, data: None if name.endswith("data/0") else data)
    repack(good_file, f"{folder}/bad/short_storage.pth", lambda name, data: data[:-4] if name.endswith("data/0") else data)
    repack(good_file, f"{folder}/bad/big_endian.pth", lambda name, data: data)
    with zipfile.ZipFile(f"{folder}/bad/big_endian.pth", "a") as archive:
        archive.writestr("module.zip/byteorder", "big")
    with zipfile.ZipFile(good_file) as old, zipfile.ZipFile(f"{folder}/bad/compressed.pth", "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    with open(f"{folder}/good/module.old.pth", "rb") as file:
        content = file.read()
    assert content.count(b"little_endian") == 1
    at = content.index(b"\x88", content.index(b"little_endian"))
    with open(f"{folder}/bad/big_endian.old.pth", "wb") as file:
        file.write(content[:at] + b"\x89" + content[at + 1:])


os.makedirs(f"{folder}/good")
os.makedirs(f"{folder}/bad")
write_good()
write_bad()
