// Whether autograd records what is made of a layer's inputs.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/GradMode.h>

namespace tk {

inline bool isRecorded(const at::Tensor& x, const at::Tensor& w, const c10::optional<at::Tensor>& bias = {}) {
    return c10::GradMode::is_enabled()
        && (x.requires_grad() || w.requires_grad() || (bias && bias->defined() && bias->requires_grad()));
}

}  // namespace tk
