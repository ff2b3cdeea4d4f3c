// toolkit::conv2d is aten::conv2d, computed faster where that is known how: maps of one pixel or nearly so as a matrix product,
// 3×3 kernels of stride 1 by Winograd's filtering, few channels directly, and, where no graph is recorded, a few pixels of any kernel as
// a matrix product.
// Everything else goes to aten::conv2d itself. float32 on the CPU.
#include "kernels.h"
#include "layers.h"
#include "prepared_weights.h"

#include <ATen/ATen.h>
#include <torch/library.h>

namespace tk {

at::Tensor withBias(const at::Tensor& maps, const c10::optional<at::Tensor>& bias) {
    return bias && bias->defined() ? maps.add(bias->view({1, -1, 1, 1})) : maps;
}

namespace {

bool isPlain(const at::Tensor& tensor) {
    return tensor.dim() == 4 && tensor.scalar_type() == at::kFloat && tensor.device().is_cpu() && tensor.layout() == at::kStrided
        && tensor.numel() > 0;
}

at::Tensor conv2d(const at::Tensor& x, const at::Tensor& w, const c10::optional<at::Tensor>& bias, at::IntArrayRef stride,
                  at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups) {
    if (isPlain(x) && isPlain(w) && groups == 1 && x.size(1) == w.size(1)) {
        const bool recorded = isRecorded(x, w, bias);
        if (recorded) PreparedWeights::forgetTheDead();
        const Geometry geometry(stride, padding, dilation);
        if (w.size(0) % Lanes == 0 && w.size(1) % Lanes == 0) {
            if (isSmall(x, w, geometry)) return withBias(smallConvolution(x, w, geometry), bias);
            if (suitsWinograd(w, geometry)) return winogradConvolution(x, w, bias);
            if (!recorded && hasFewPixels(x, w, geometry)) return withBias(unfoldedConvolution(x, w, geometry), bias);
        }
        if (suitsDirect(x, w, geometry)) return directConvolution(x, w, bias, geometry);
    }
    return at::conv2d(x, w, bias, stride, padding, dilation, groups);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(toolkit, library) {
    library.def("conv2d(Tensor input, Tensor weight, Tensor? bias, int[2] stride, int[2] padding, int[2] dilation, int groups) -> Tensor",
                conv2d);
}

}  // namespace tk
