// Compiled for every processor, unlike the kernels.
#include "kernels.h"

namespace tk {

bool hasKernels() {
#if defined(__x86_64__)
    static const bool supported = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return supported;
#else
    return false;
#endif
}

}  // namespace tk
