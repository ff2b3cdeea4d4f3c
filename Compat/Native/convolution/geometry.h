// Strides, paddings and dilations of a convolution, along height and width.
#pragma once

#include <ATen/core/Tensor.h>

#include <algorithm>

namespace tk {

struct Geometry {
    int64_t stride[2], padding[2], dilation[2];

    Geometry(at::IntArrayRef strides, at::IntArrayRef paddings, at::IntArrayRef dilations) {
        for (size_t i = 0; i < 2; ++i) {
            stride[i] = strides[std::min(i, strides.size() - 1)];
            padding[i] = paddings[std::min(i, paddings.size() - 1)];
            dilation[i] = dilations[std::min(i, dilations.size() - 1)];
        }
    }

    int64_t outputs(const at::Tensor& x, const at::Tensor& w, int axis) const {
        const auto room = x.size(axis + 2) + 2 * padding[axis] - dilation[axis] * (w.size(axis + 2) - 1) - 1;
        return room < 0 ? 0 : room / stride[axis] + 1;
    }

    // The kernel's tap that joins an input to an output along an axis; -1 where none does.
    int64_t tap(int64_t output, int64_t input, int64_t taps, int axis) const {
        const auto offset = input + padding[axis] - output * stride[axis];
        return offset >= 0 && offset % dilation[axis] == 0 && offset / dilation[axis] < taps ? offset / dilation[axis] : -1;
    }
};

}  // namespace tk
