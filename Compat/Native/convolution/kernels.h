// What the kernels of winograd.h and direct.h have in common.
#pragma once

#include <cstdint>

namespace tk {

// They work on so many numbers at a time.
constexpr int64_t Lanes = 16;

// Whether this processor can run them (AVX2 and FMA).
bool hasKernels();

}  // namespace tk
