#include "direct.h"
#include "layers.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <vector>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace tk {

namespace {

direct::Layer layerOf(const at::Tensor& x, at::IntArrayRef kernel, at::IntArrayRef padding) {
    return {x.size(1), kernel[0], x.size(2), x.size(3), kernel[2], kernel[3], padding[0], padding[1]};
}

at::Tensor correlate(const at::Tensor& x, const at::Tensor& w, const float* bias, at::IntArrayRef padding) {
    const auto layer = layerOf(x, w.sizes(), padding);
    auto y = at::empty({x.size(0), layer.outputs, layer.outHeight(), layer.outWidth()}, x.options());
    std::vector<float> packed(layer.packedWeights());
    direct::packWeights(w.data_ptr<float>(), layer, packed.data());
    const auto *from = x.data_ptr<float>();
    auto* to = y.data_ptr<float>();
    const auto inStride = x.numel() / x.size(0), outStride = y.numel() / y.size(0);
    at::parallel_for(0, x.size(0), 4, [&](int64_t begin, int64_t end) {
        std::vector<float> padded(layer.paddedInputs());
        for (auto image = begin; image < end; ++image) {
            direct::padInputs(from + image * inStride, layer, padded.data());
            direct::convolve(padded.data(), packed.data(), bias, layer, to + image * outStride);
        }
    });
    return y;
}

// Summed in parts of 32 images, so that the number of threads makes no difference.
at::Tensor weightGradient(const at::Tensor& x, const at::Tensor& gradient, at::IntArrayRef kernel, at::IntArrayRef padding) {
    constexpr int64_t size = 32;
    const auto layer = layerOf(x, kernel, padding);
    const auto images = x.size(0), parts = (images + size - 1) / size, weights = layer.outputs * layer.inputs * layer.taps();
    auto result = at::empty({parts, weights}, x.options());
    const auto *inputs = x.data_ptr<float>(), *outputs = gradient.data_ptr<float>();
    auto* to = result.data_ptr<float>();
    const auto inStride = x.numel() / images, outStride = gradient.numel() / images;
    at::parallel_for(0, parts, 1, [&](int64_t begin, int64_t end) {
        std::vector<float> paddedInputs(layer.paddedInputs()), paddedOutputs(layer.paddedOutputs());
        for (auto part = begin; part < end; ++part) {
            std::vector<float> sums(layer.gradientSums());
            for (auto image = part * size; image < std::min((part + 1) * size, images); ++image) {
                direct::padInputs(inputs + image * inStride, layer, paddedInputs.data());
                direct::padOutputs(outputs + image * outStride, layer, paddedOutputs.data());
                direct::addWeightGradient(paddedInputs.data(), paddedOutputs.data(), layer, sums.data());
            }
            direct::foldWeightGradient(sums.data(), layer, to + part * weights);
        }
    });
    return result.sum(0).view(kernel);
}

// The gradient of the inputs is a convolution as well: of the outputs' gradient, with the kernels turned and their channels exchanged.
at::Tensor inputGradient(const at::Tensor& gradient, const at::Tensor& w, at::IntArrayRef padding) {
    const int64_t around[] = {w.size(2) - 1 - padding[0], w.size(3) - 1 - padding[1]};
    return correlate(gradient, w.transpose(0, 1).flip({2, 3}).contiguous(), nullptr, around);
}

struct DirectConvolution : torch::autograd::Function<DirectConvolution> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& w, const at::Tensor& bias,
                              const Geometry& geometry) {
        const auto maps = x.contiguous(), weights = w.contiguous();
        context->save_for_backward({maps, weights});
        context->saved_data["padding"] = at::IntArrayRef(geometry.padding);
        context->saved_data["needs input"] = x.requires_grad();
        return correlate(maps, weights, bias.data_ptr<float>(), geometry.padding);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto padding = context->saved_data["padding"].toIntVector();
        const auto gradient = gradients[0].contiguous();
        const bool needsInput = context->saved_data["needs input"].toBool();
        return {needsInput ? inputGradient(gradient, saved[1], padding) : at::Tensor(),
                weightGradient(saved[0], gradient, saved[1].sizes(), padding), gradient.sum({0, 2, 3}), {}};
    }
};

}  // namespace

bool suitsDirect(const at::Tensor& x, const at::Tensor& w, const Geometry& geometry) {
    constexpr int64_t few = 16;
    const auto isFull = [&](int axis) { return geometry.padding[axis] < w.size(axis + 2); };
    return hasKernels() && w.size(0) <= few && w.size(1) <= few && w.size(2) * w.size(3) > 1
        && geometry.stride[0] == 1 && geometry.stride[1] == 1 && geometry.dilation[0] == 1 && geometry.dilation[1] == 1
        && isFull(0) && isFull(1) && geometry.outputs(x, w, 0) > 0 && geometry.outputs(x, w, 1) > 0;
}

at::Tensor directConvolution(const at::Tensor& x, const at::Tensor& w, const c10::optional<at::Tensor>& bias, const Geometry& geometry) {
    const auto shift = bias && bias->defined() ? bias->contiguous() : at::zeros({w.size(0)}, w.options());
    if (isRecorded(x, w, bias)) return DirectConvolution::apply(x, w, shift, geometry);
    return correlate(x.contiguous(), w.contiguous(), shift.data_ptr<float>(), geometry.padding);
}

}  // namespace tk
