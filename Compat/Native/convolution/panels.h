// Matrices in panels of 16 columns, [columns / 16, rows, 16], on which the kernels of winograd.h work, and products of them on all threads.
#pragma once

#include "winograd.h"

#include <ATen/core/Tensor.h>

namespace tk {

at::Tensor channelsLast(const at::Tensor& maps);

// Channels-last maps as one row an image, in panels of 16 columns, and back.
at::Tensor toPanels(const at::Tensor& maps);

// Not a view: operators in place refuse views that come out of a custom function.
at::Tensor toMaps(const at::Tensor& panels, int64_t height, int64_t width);

// left · right, where left is [depth / 16, rows, 16] and right is [columns / 16, depth, 16].
at::Tensor productOfPanels(const at::Tensor& left, const at::Tensor& right, int64_t columns);

// leftᵀ · right, where left is [rows / 16, images, 16] and right is [columns / 16, images, 16].
at::Tensor transposedProductOfPanels(const at::Tensor& left, const at::Tensor& right);

}  // namespace tk
