// Winograd's minimal filtering F(2×2, 3×3) (Lavin and Gray 2015, "Fast Algorithms for Convolutional Neural Networks"): a 3×3
// convolution of stride 1 and padding 1 with 16 multiplications for every 2×2 outputs instead of 36. In matrix form, for one tile,
//     Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A,   g: 3×3 weights, d: 4×4 inputs, Y: 2×2 outputs,
// and summed over input channels the products are 16 matrix products. The backward pass is the transpose of each step.
//
// Maps are float32, channels-last. Matrices lie in panels of 16 columns: [position][column / 16][row][column % 16], where a position is
// one of the 16 of a tile. These are plain kernels on parts of the work; the files beside this one call them on many threads.
#pragma once

#include "kernels.h"

namespace tk::winograd {

constexpr int64_t Positions = 16;

// The tiles of a batch of maps, image by image and row by row; those at the lower and right edge may reach past it.
struct Grid {
    int64_t images, height, width, channels;

    int64_t rows() const { return (height + 1) / 2; }
    int64_t columns() const { return (width + 1) / 2; }
    int64_t tiles() const { return images * rows() * columns(); }
    int64_t panels() const { return channels / Lanes; }
};

// Tiles that are worked on together, and the tiles or items of them that this call does.
struct Span {
    int64_t first, count, begin, end;
};

// G g Gᵀ. Weight (row, lane) starts at row · rowStride + lane · laneStride; result [position][lanes / 16][rows][16].
// Items: lanes / 16 · rows.
void transformWeights(const float* weights, int64_t rows, int64_t lanes, int64_t rowStride, int64_t laneStride,
                      int64_t begin, int64_t end, float* result);

// Gᵀ dU G, the transpose of transformWeights, with the same layout of both sides.
void foldWeightGradient(const float* gradient, int64_t rows, int64_t lanes, int64_t rowStride, int64_t laneStride,
                        int64_t begin, int64_t end, float* weights);

// Bᵀ d B of some tiles. Matrices have span.count rows.
void transformMaps(const float* maps, const Grid& grid, const Span& span, float* result);

// B dV Bᵀ, added to maps: the transpose of transformMaps. Items: panels, because tiles overlap.
void addToMaps(const float* gradient, const Grid& grid, const Span& span, float* maps);

// Aᵀ M A plus the bias, which may be null.
void collectMaps(const float* products, const Grid& grid, const Span& span, const float* bias, float* maps);

// A dY Aᵀ, the transpose of collectMaps.
void spreadMaps(const float* maps, const Grid& grid, const Span& span, float* result);

// left [rows × depth] · right [depth × columns] at each position. Items: positions · columns / 16.
void multiply(const float* left, const float* right, int64_t rows, int64_t depth, int64_t columns, int64_t begin, int64_t end,
              float* result);

// Adds leftᵀ [depth × rows] · right [rows × columns] at each position to result [depth × columns]. Items as above.
void addTransposedProduct(const float* left, const float* right, int64_t rows, int64_t depth, int64_t columns, int64_t begin,
                          int64_t end, float* result);

}  // namespace tk::winograd
