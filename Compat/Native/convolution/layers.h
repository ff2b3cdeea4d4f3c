// The layers that are computed here and not by libtorch. All take float32 on the CPU; all but the direct ones, channels in
// multiples of 16.
#pragma once

#include "../recording.h"
#include "geometry.h"

namespace tk {

at::Tensor withBias(const at::Tensor& maps, const c10::optional<at::Tensor>& bias);

// Maps of one pixel or nearly so: every output pixel is joined to every input pixel by at most one tap, so the layer is a matrix.
bool isSmall(const at::Tensor& x, const at::Tensor& w, const Geometry& geometry);
at::Tensor smallConvolution(const at::Tensor& x, const at::Tensor& w, const Geometry& geometry);

// 3×3 kernels of stride 1 and padding 1.
bool suitsWinograd(const at::Tensor& w, const Geometry& geometry);
at::Tensor winogradConvolution(const at::Tensor& x, const at::Tensor& w, const c10::optional<at::Tensor>& bias);

// Few pixels, without a graph: each output's inputs are a row of a matrix (im2col). libtorch would bring the weights into its order
// anew for every image.
bool hasFewPixels(const at::Tensor& x, const at::Tensor& w, const Geometry& geometry);
at::Tensor unfoldedConvolution(const at::Tensor& x, const at::Tensor& w, const Geometry& geometry);

// Few channels, any number of them; stride 1.
bool suitsDirect(const at::Tensor& x, const at::Tensor& w, const Geometry& geometry);
at::Tensor directConvolution(const at::Tensor& x, const at::Tensor& w, const c10::optional<at::Tensor>& bias, const Geometry& geometry);

}  // namespace tk
