// Gradients: flags, the backward pass, and the thread's grad and inference modes.
#include "values.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

using tk::Handle;

namespace {

std::vector<at::Tensor> tensors(const Handle* handles, int32_t count) {
    std::vector<at::Tensor> list;
    list.reserve(count);
    for (int32_t i = 0; i < count; ++i) list.push_back(tk::borrow(handles[i]));
    return list;
}

}  // namespace

TK_EXPORT int32_t tk_requires_grad(Handle handle) { return handle->requires_grad(); }

TK_EXPORT int32_t tk_set_requires_grad(Handle handle, int32_t value) {
    return tk::guarded([&] { tk::borrow(handle).requires_grad_(value != 0); });
}

TK_EXPORT int32_t tk_is_leaf(Handle handle, int32_t* result) {
    return tk::guarded([&] { *result = tk::borrow(handle).is_leaf(); });
}

TK_EXPORT int32_t tk_retain_grad(Handle handle) {
    return tk::guarded([&] { tk::borrow(handle).retain_grad(); });
}

// The gradient's handle is the caller's to release; null when there is none.
TK_EXPORT int32_t tk_grad(Handle handle, Handle* result) {
    return tk::guarded([&] { *result = tk::release(tk::borrow(handle).mutable_grad()); });
}

TK_EXPORT int32_t tk_set_grad(Handle handle, Handle grad) {
    return tk::guarded([&] { tk::borrow(handle).mutable_grad() = tk::borrow(grad); });
}

// Null among the gradients means ones, for scalar outputs. Without inputs every leaf gets its gradient.
TK_EXPORT int32_t tk_backward(const Handle* outputs, int32_t outputCount, const Handle* grads, int32_t gradCount,
                              const Handle* inputs, int32_t inputCount, int32_t retainGraph, int32_t createGraph) {
    return tk::guarded([&] {
        torch::autograd::backward(tensors(outputs, outputCount), tensors(grads, gradCount), retainGraph != 0,
                                  createGraph != 0, tensors(inputs, inputCount));
    });
}

// Fills inputCount handles; null for an unused input, which is an error unless allowed.
TK_EXPORT int32_t tk_gradients(const Handle* outputs, int32_t outputCount, const Handle* inputs, int32_t inputCount,
                               const Handle* grads, int32_t gradCount, int32_t retainGraph, int32_t createGraph,
                               int32_t allowUnused, Handle* results) {
    return tk::guarded([&] {
        auto gradients = torch::autograd::grad(tensors(outputs, outputCount), tensors(inputs, inputCount),
                                               tensors(grads, gradCount), retainGraph != 0, createGraph != 0,
                                               allowUnused != 0);
        for (size_t i = 0; i < gradients.size(); ++i) results[i] = tk::release(std::move(gradients[i]));
    });
}

TK_EXPORT int32_t tk_grad_mode() { return c10::GradMode::is_enabled(); }

TK_EXPORT void tk_set_grad_mode(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

// Begins inference mode on this thread; the guard must be given back on the same thread.
TK_EXPORT c10::InferenceMode* tk_begin_inference_mode(int32_t enabled) { return new c10::InferenceMode(enabled != 0); }

TK_EXPORT void tk_end_inference_mode(c10::InferenceMode* guard) { delete guard; }
