// 16 numbers at a time, for files that are compiled with AVX2 and FMA. All of it is local to the file that includes it: functions of the
// same name that another file compiled without AVX2 must not take their place.
#pragma once

#include "kernels.h"

#include <immintrin.h>

namespace tk {

namespace {

// 16 numbers.
struct Lane {
    __m256 low, high;

    static Lane zero() { return {_mm256_setzero_ps(), _mm256_setzero_ps()}; }
    static Lane load(const float* from) { return {_mm256_loadu_ps(from), _mm256_loadu_ps(from + 8)}; }
    void store(float* to) const {
        _mm256_storeu_ps(to, low);
        _mm256_storeu_ps(to + 8, high);
    }
};

inline Lane operator+(Lane a, Lane b) { return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)}; }
inline Lane operator-(Lane a, Lane b) { return {_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)}; }
inline Lane operator-(Lane a) { return Lane::zero() - a; }
inline Lane half(Lane a) {
    const __m256 factor = _mm256_set1_ps(0.5f);
    return {_mm256_mul_ps(a.low, factor), _mm256_mul_ps(a.high, factor)};
}

// The sums of some rows of a product, 16 columns each. A structure and not an array, so that the compiler keeps them in registers.
template <int Rows>
struct Sums {
    Sums<Rows - 1> before;
    Lane last;

    static Sums zero() { return {Sums<Rows - 1>::zero(), Lane::zero()}; }
    static Sums load(const float* from) { return {Sums<Rows - 1>::load(from), Lane::load(from + (Rows - 1) * Lanes)}; }

    void store(float* to) const {
        before.store(to);
        last.store(to + (Rows - 1) * Lanes);
    }

    void addTo(float* to) const {
        before.addTo(to);
        (Lane::load(to + (Rows - 1) * Lanes) + last).store(to + (Rows - 1) * Lanes);
    }

    // Adds values · right(i) to row i, element by element.
    void addProducts(Lane values, const float* right, int64_t rowStride) {
        before.addProducts(values, right, rowStride);
        const Lane row = Lane::load(right + (Rows - 1) * rowStride);
        last.low = _mm256_fmadd_ps(values.low, row.low, last.low);
        last.high = _mm256_fmadd_ps(values.high, row.high, last.high);
    }

    // Adds left(i) · columns to row i.
    void add(const float* left, int64_t rowStride, Lane columns) {
        before.add(left, rowStride, columns);
        const __m256 value = _mm256_broadcast_ss(left + (Rows - 1) * rowStride);
        last.low = _mm256_fmadd_ps(value, columns.low, last.low);
        last.high = _mm256_fmadd_ps(value, columns.high, last.high);
    }
};

template <>
struct Sums<0> {
    static Sums zero() { return {}; }
    static Sums load(const float*) { return {}; }
    void store(float*) const {}
    void addTo(float*) const {}
    void addProducts(Lane, const float*, int64_t) {}
    void add(const float*, int64_t, Lane) {}
};

}  // namespace

}  // namespace tk
