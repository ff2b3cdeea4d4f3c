// toolkit::max_pool2d is aten::max_pool2d, computed faster where windows do not overlap and no padding is added: float32 on the CPU, in
// the order [N, C, H, W]. Channels-last maps and everything else go to aten::max_pool2d itself.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <type_traits>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace tk {

namespace {

// The size of a window is a number, or for the usual one a constant, so that the compiler can unroll its loops.
template <class Size>
struct Windows {
    int64_t height, width;  // of a map
    Size rows, columns;

    int64_t outHeight() const { return height / rows; }
    int64_t outWidth() const { return width / columns; }

    // Calls body(output pixel, first pixel of its window) for one map.
    template <class Body>
    void each(Body body) const {
        for (int64_t y = 0, output = 0; y < outHeight(); ++y)
            for (int64_t x = 0; x < outWidth(); ++x, ++output) body(output, y * rows * width + x * columns);
    }

    // Offset in the map of the largest value of a window; a NaN counts as the largest, as in libtorch.
    int32_t largest(const float* map, int64_t first) const {
        auto best = first;
        for (int64_t row = 0; row < rows; ++row) {
            for (auto pixel = first + row * width; pixel < first + row * width + columns; ++pixel) {
                // Without a branch: which pixel is the largest cannot be foreseen.
                const bool isLarger = (map[pixel] > map[best]) | (map[pixel] != map[pixel]);
                best = isLarger ? pixel : best;
            }
        }
        return static_cast<int32_t>(best);
    }
};

template <class Body>
void eachMap(const at::Tensor& maps, Body body) {
    at::parallel_for(0, maps.size(0) * maps.size(1), 16, [&](int64_t begin, int64_t end) {
        for (auto map = begin; map < end; ++map) body(map);
    });
}

template <class Size>
void pool(const Windows<Size>& windows, const at::Tensor& x, const at::Tensor& y, const at::Tensor& indices) {
    const auto* from = x.data_ptr<float>();
    auto* to = y.data_ptr<float>();
    auto* index = indices.data_ptr<int32_t>();
    eachMap(x, [&](int64_t map) {
        const auto* in = from + map * windows.height * windows.width;
        const auto offset = map * windows.outHeight() * windows.outWidth();
        windows.each([&](int64_t output, int64_t first) {
            const auto best = windows.largest(in, first);
            index[offset + output] = best;
            to[offset + output] = in[best];
        });
    });
}

struct MaxPool : torch::autograd::Function<MaxPool> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, int64_t rows, int64_t columns) {
        using Two = std::integral_constant<int64_t, 2>;
        auto y = at::empty({x.size(0), x.size(1), x.size(2) / rows, x.size(3) / columns}, x.options());
        auto indices = at::empty(y.sizes(), x.options().dtype(at::kInt));
        if (rows == 2 && columns == 2) pool(Windows<Two>{x.size(2), x.size(3), {}, {}}, x, y, indices);
        else pool(Windows<int64_t>{x.size(2), x.size(3), rows, columns}, x, y, indices);
        context->save_for_backward({indices});
        context->saved_data["shape"] = x.sizes();
        return y;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto indices = context->get_saved_variables()[0];
        const auto gradient = gradients[0].contiguous();
        auto result = at::zeros(context->saved_data["shape"].toIntVector(), gradient.options());
        const auto* from = gradient.data_ptr<float>();
        const auto* index = indices.data_ptr<int32_t>();
        auto* to = result.data_ptr<float>();
        const auto outputs = gradient.size(2) * gradient.size(3), inputs = result.size(2) * result.size(3);
        eachMap(gradient, [&](int64_t map) {
            for (auto i = map * outputs; i < (map + 1) * outputs; ++i) to[map * inputs + index[i]] += from[i];
        });
        return {result, {}, {}};
    }
};

bool areEqual(at::IntArrayRef list, int64_t value) {
    return std::all_of(list.begin(), list.end(), [&](int64_t item) { return item == value; });
}

bool isSimple(const at::Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
              bool ceilMode) {
    return x.dim() == 4 && x.scalar_type() == at::kFloat && x.device().is_cpu() && x.is_contiguous() && x.numel() > 0
        && (stride.empty() || stride == kernel) && areEqual(padding, 0) && areEqual(dilation, 1) && !ceilMode
        && x.size(2) >= kernel.front() && x.size(3) >= kernel.back();
}

at::Tensor maxPool2d(const at::Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                     bool ceilMode) {
    return isSimple(x, kernel, stride, padding, dilation, ceilMode)
        ? MaxPool::apply(x, kernel.front(), kernel.back())
        : at::max_pool2d(x, kernel, stride, padding, dilation, ceilMode);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(toolkit, library) {
    library.def("max_pool2d(Tensor input, int[2] kernel_size, int[2] stride, int[2] padding, int[2] dilation, bool ceil_mode) -> Tensor",
                maxPool2d);
}

}  // namespace tk
