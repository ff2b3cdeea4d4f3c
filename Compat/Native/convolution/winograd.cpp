// Compiled with AVX2 and FMA on x86, hence without headers whose inline functions other files share.
#include "winograd.h"

#if defined(__AVX2__) && defined(__FMA__)

#include "lanes.h"

namespace tk::winograd {

namespace {

// Applies a one-dimensional transform to the columns and then to the rows of a small matrix.
template <int From, int To, class Transform>
inline void onBothSides(const Lane (&in)[From][From], Lane (&out)[To][To], Transform transform) {
    Lane between[To][From];
    for (int column = 0; column < From; ++column) {
        Lane line[From], result[To];
        for (int row = 0; row < From; ++row) line[row] = in[row][column];
        transform(line, result);
        for (int row = 0; row < To; ++row) between[row][column] = result[row];
    }
    for (int row = 0; row < To; ++row) transform(between[row], out[row]);
}

// The one-dimensional transforms: Bᵀ, B, Aᵀ, A, G, Gᵀ.
inline void transformInput(const Lane (&d)[4], Lane (&v)[4]) {
    v[0] = d[0] - d[2];
    v[1] = d[1] + d[2];
    v[2] = d[2] - d[1];
    v[3] = d[1] - d[3];
}

inline void transposedInput(const Lane (&v)[4], Lane (&d)[4]) {
    d[0] = v[0];
    d[1] = v[1] - v[2] + v[3];
    d[2] = v[1] + v[2] - v[0];
    d[3] = -v[3];
}

inline void transformOutput(const Lane (&m)[4], Lane (&y)[2]) {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] - m[3];
}

inline void transposedOutput(const Lane (&y)[2], Lane (&m)[4]) {
    m[0] = y[0];
    m[1] = y[0] + y[1];
    m[2] = y[0] - y[1];
    m[3] = -y[1];
}

inline void transformWeight(const Lane (&g)[3], Lane (&u)[4]) {
    const Lane outer = half(g[0] + g[2]), inner = half(g[1]);
    u[0] = g[0];
    u[1] = outer + inner;
    u[2] = outer - inner;
    u[3] = g[2];
}

inline void transposedWeight(const Lane (&u)[4], Lane (&g)[3]) {
    const Lane sum = half(u[1] + u[2]);
    g[0] = u[0] + sum;
    g[1] = half(u[1] - u[2]);
    g[2] = sum + u[3];
}

// Where a tile lies.
struct Place {
    int64_t image, top, left;

    Place(const Grid& grid, int64_t tile) {
        const int64_t perImage = grid.rows() * grid.columns();
        image = tile / perImage;
        top = tile % perImage / grid.columns() * 2;
        left = tile % grid.columns() * 2;
    }

    // Calls body(row of the tile, column of the tile, offset of the pixel's channels) for the pixels inside the map.
    template <class Body>
    void eachPixel(const Grid& grid, int64_t before, int64_t size, Body body) const {
        for (int64_t row = 0; row < size; ++row) {
            const int64_t y = top - before + row;
            if (y < 0 || y >= grid.height) continue;
            for (int64_t column = 0; column < size; ++column) {
                const int64_t x = left - before + column;
                if (x < 0 || x >= grid.width) continue;
                body(row, column, ((image * grid.height + y) * grid.width + x) * grid.channels);
            }
        }
    }
};

inline void storePositions(const Lane (&tile)[4][4], float* to, int64_t stride) {
    for (int row = 0; row < 4; ++row)
        for (int column = 0; column < 4; ++column) tile[row][column].store(to + (row * 4 + column) * stride);
}

inline void loadPositions(const float* from, int64_t stride, Lane (&tile)[4][4]) {
    for (int row = 0; row < 4; ++row)
        for (int column = 0; column < 4; ++column) tile[row][column] = Lane::load(from + (row * 4 + column) * stride);
}

// Some rows of a product whose left side lies in panels of 16 columns. Summed in blocks: rounding grows with the length of a sum.
template <int Rows>
inline void rowsOfProduct(const float* left, const float* right, int64_t allRows, int64_t depth, float* result) {
    constexpr int64_t block = 4 * Lanes;
    for (int64_t first = 0; first < depth; first += block) {
        auto sums = Sums<Rows>::zero();
        for (int64_t panel = first; panel < depth && panel < first + block; panel += Lanes, left += Lanes * allRows)
            for (int64_t k = 0; k < Lanes; ++k, right += Lanes) sums.add(left + k, Lanes, Lane::load(right));
        first == 0 ? sums.store(result) : sums.addTo(result);
    }
}

template <int Rows>
inline void addRowsOfTransposedProduct(const float* left, const float* right, int64_t depth, float* result) {
    auto sums = Sums<Rows>::load(result);
    for (int64_t k = 0; k < depth; ++k) sums.add(left + k * Lanes, 1, Lane::load(right + k * Lanes));
    sums.store(result);
}

}  // namespace

void transformWeights(const float* weights, int64_t rows, int64_t lanes, int64_t rowStride, int64_t laneStride,
                      int64_t begin, int64_t end, float* result) {
    for (int64_t item = begin; item < end; ++item) {
        const float* from = weights + item % rows * rowStride + item / rows * Lanes * laneStride;
        float taps[9][Lanes];
        for (int64_t lane = 0; lane < Lanes; ++lane)
            for (int tap = 0; tap < 9; ++tap) taps[tap][lane] = from[lane * laneStride + tap];
        Lane kernel[3][3], tile[4][4];
        for (int tap = 0; tap < 9; ++tap) kernel[tap / 3][tap % 3] = Lane::load(taps[tap]);
        onBothSides(kernel, tile, transformWeight);
        storePositions(tile, result + item * Lanes, rows * lanes);
    }
}

void foldWeightGradient(const float* gradient, int64_t rows, int64_t lanes, int64_t rowStride, int64_t laneStride,
                        int64_t begin, int64_t end, float* weights) {
    for (int64_t item = begin; item < end; ++item) {
        Lane tile[4][4], kernel[3][3];
        loadPositions(gradient + item * Lanes, rows * lanes, tile);
        onBothSides(tile, kernel, transposedWeight);
        float taps[9][Lanes];
        for (int tap = 0; tap < 9; ++tap) kernel[tap / 3][tap % 3].store(taps[tap]);
        float* to = weights + item % rows * rowStride + item / rows * Lanes * laneStride;
        for (int64_t lane = 0; lane < Lanes; ++lane)
            for (int tap = 0; tap < 9; ++tap) to[lane * laneStride + tap] = taps[tap][lane];
    }
}

void transformMaps(const float* maps, const Grid& grid, const Span& span, float* result) {
    const int64_t stride = grid.channels * span.count;
    for (int64_t index = span.begin; index < span.end; ++index) {
        const Place place(grid, span.first + index);
        for (int64_t panel = 0; panel < grid.panels(); ++panel) {
            Lane pixels[4][4], tile[4][4];
            for (auto& line : pixels)
                for (auto& pixel : line) pixel = Lane::zero();
            place.eachPixel(grid, 1, 4, [&](int64_t row, int64_t column, int64_t offset) {
                pixels[row][column] = Lane::load(maps + offset + panel * Lanes);
            });
            onBothSides(pixels, tile, transformInput);
            storePositions(tile, result + (panel * span.count + index) * Lanes, stride);
        }
    }
}

void addToMaps(const float* gradient, const Grid& grid, const Span& span, float* maps) {
    const int64_t stride = grid.channels * span.count;
    for (int64_t panel = span.begin; panel < span.end; ++panel) {
        for (int64_t index = 0; index < span.count; ++index) {
            Lane tile[4][4], pixels[4][4];
            loadPositions(gradient + (panel * span.count + index) * Lanes, stride, tile);
            onBothSides(tile, pixels, transposedInput);
            Place(grid, span.first + index).eachPixel(grid, 1, 4, [&](int64_t row, int64_t column, int64_t offset) {
                float* to = maps + offset + panel * Lanes;
                (Lane::load(to) + pixels[row][column]).store(to);
            });
        }
    }
}

void collectMaps(const float* products, const Grid& grid, const Span& span, const float* bias, float* maps) {
    const int64_t stride = grid.channels * span.count;
    for (int64_t index = span.begin; index < span.end; ++index) {
        const Place place(grid, span.first + index);
        for (int64_t panel = 0; panel < grid.panels(); ++panel) {
            const Lane shift = bias ? Lane::load(bias + panel * Lanes) : Lane::zero();
            Lane tile[4][4], pixels[2][2];
            loadPositions(products + (panel * span.count + index) * Lanes, stride, tile);
            onBothSides(tile, pixels, transformOutput);
            place.eachPixel(grid, 0, 2, [&](int64_t row, int64_t column, int64_t offset) {
                (pixels[row][column] + shift).store(maps + offset + panel * Lanes);
            });
        }
    }
}

void spreadMaps(const float* maps, const Grid& grid, const Span& span, float* result) {
    const int64_t stride = grid.channels * span.count;
    for (int64_t index = span.begin; index < span.end; ++index) {
        const Place place(grid, span.first + index);
        for (int64_t panel = 0; panel < grid.panels(); ++panel) {
            Lane pixels[2][2] = {{Lane::zero(), Lane::zero()}, {Lane::zero(), Lane::zero()}}, tile[4][4];
            place.eachPixel(grid, 0, 2, [&](int64_t row, int64_t column, int64_t offset) {
                pixels[row][column] = Lane::load(maps + offset + panel * Lanes);
            });
            onBothSides(pixels, tile, transposedOutput);
            storePositions(tile, result + (panel * span.count + index) * Lanes, stride);
        }
    }
}

void multiply(const float* left, const float* right, int64_t rows, int64_t depth, int64_t columns, int64_t begin, int64_t end,
              float* result) {
    for (int64_t item = begin; item < end; ++item) {
        const float* a = left + item / (columns / Lanes) * rows * depth;
        const float* b = right + item * depth * Lanes;
        float* c = result + item * rows * Lanes;
        int64_t row = 0;
        for (; row + 6 <= rows; row += 6) rowsOfProduct<6>(a + row * Lanes, b, rows, depth, c + row * Lanes);
        for (; row + 2 <= rows; row += 2) rowsOfProduct<2>(a + row * Lanes, b, rows, depth, c + row * Lanes);
        for (; row < rows; ++row) rowsOfProduct<1>(a + row * Lanes, b, rows, depth, c + row * Lanes);
    }
}

void addTransposedProduct(const float* left, const float* right, int64_t rows, int64_t depth, int64_t columns, int64_t begin,
                          int64_t end, float* result) {
    for (int64_t item = begin; item < end; ++item) {
        const float* a = left + item / (columns / Lanes) * rows * depth;
        const float* b = right + item * rows * Lanes;
        float* c = result + item * depth * Lanes;
        for (int64_t row = 0; row < depth; row += Lanes, a += rows * Lanes, c += Lanes * Lanes) {
            addRowsOfTransposedProduct<6>(a, b, rows, c);
            addRowsOfTransposedProduct<6>(a + 6, b, rows, c + 6 * Lanes);
            addRowsOfTransposedProduct<4>(a + 12, b, rows, c + 12 * Lanes);
        }
    }
}

}  // namespace tk::winograd

#else

namespace tk::winograd {

// Never called where hasKernels() is false.
void transformWeights(const float*, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, float*) {}
void foldWeightGradient(const float*, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, float*) {}
void transformMaps(const float*, const Grid&, const Span&, float*) {}
void addToMaps(const float*, const Grid&, const Span&, float*) {}
void collectMaps(const float*, const Grid&, const Span&, const float*, float*) {}
void spreadMaps(const float*, const Grid&, const Span&, float*) {}
void multiply(const float*, const float*, int64_t, int64_t, int64_t, int64_t, int64_t, float*) {}
void addTransposedProduct(const float*, const float*, int64_t, int64_t, int64_t, int64_t, int64_t, float*) {}

}  // namespace tk::winograd

#endif
