// toolkit::linear is aten::linear, except that a small product is computed on one thread of OpenBLAS. OpenBLAS wakes all of its threads
// for a product, which takes longer than a small one does, and has them spin for milliseconds afterwards, in the way of libtorch's own.
#include "recording.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

extern "C" {
// Null where libtorch came with another BLAS.
__attribute__((weak)) int openblas_get_num_threads();
__attribute__((weak)) void openblas_set_num_threads(int count);
}

namespace tk {

namespace {

class OneBlasThread {
public:
    OneBlasThread() : before(isOpenBlas() ? openblas_get_num_threads() : 1) {
        if (before > 1) openblas_set_num_threads(1);
    }

    ~OneBlasThread() {
        if (before > 1) openblas_set_num_threads(before);
    }

    OneBlasThread(const OneBlasThread&) = delete;

private:
    static bool isOpenBlas() { return openblas_get_num_threads && openblas_set_num_threads; }

    const int before;
};

struct SmallLinear : torch::autograd::Function<SmallLinear> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& w, const at::Tensor& bias) {
        context->save_for_backward({x, w});
        context->saved_data["needs input"] = x.requires_grad();
        context->saved_data["needs weights"] = w.requires_grad();
        const OneBlasThread one;
        return at::linear(x, w, bias);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &w = saved[1];
        const auto gradient = gradients[0].reshape({-1, w.size(0)});
        const OneBlasThread one;
        return {context->saved_data["needs input"].toBool() ? gradient.mm(w).view(x.sizes()) : at::Tensor(),
                context->saved_data["needs weights"].toBool() ? gradient.t().mm(x.reshape({-1, w.size(1)})) : at::Tensor(),
                gradient.sum(0)};
    }
};

bool isSmall(const at::Tensor& x, const at::Tensor& w) {
    constexpr int64_t mostMultiplications = int64_t(1) << 25;
    return x.device().is_cpu() && w.dim() == 2 && x.dim() > 1 && x.numel() > 0 && x.numel() * w.size(0) <= mostMultiplications;
}

at::Tensor linear(const at::Tensor& x, const at::Tensor& w, const c10::optional<at::Tensor>& bias) {
    if (!isSmall(x, w) || !bias || !bias->defined()) return at::linear(x, w, bias);
    if (isRecorded(x, w, bias)) return SmallLinear::apply(x, w, *bias);
    const OneBlasThread one;
    return at::linear(x, w, bias);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(toolkit, library) { library.def("linear(Tensor input, Tensor weight, Tensor? bias) -> Tensor", linear); }

}  // namespace tk
