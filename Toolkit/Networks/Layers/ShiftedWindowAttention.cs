using Toolkit.LibTorch;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// Self-attention within windows of 7×7 tokens, with a learned bias for each relative position of two tokens (Liu et al. 2021). With a
/// shift, the map is rolled by 3 tokens first, so that windows reach across the borders of those without, and tokens that are neighbours
/// only since the map was rolled do not see each other. Maps whose sides are no multiples of 7 are padded with zeros.
/// </summary>
internal sealed class ShiftedWindowAttention : TracedModule, ICountsMultiplyAdds
{
    private const int Window = 7, WindowTokens = Window * Window, Shift = Window / 2;
    private const double Unseen = -100;
    private const string BiasTable = "relative_position_bias_table", BiasIndex = "relative_position_index";

    private readonly int heads;
    private readonly bool isShifted;
    private readonly nn.Module<Tensor, Tensor> qkv;
    private readonly nn.Module<Tensor, Tensor> proj;
    private readonly nn.Module<Tensor, Tensor> dropout;

    /// <summary>The table of position biases is zero, for the network to fill.</summary>
    /// <param name="width">Numbers of one token, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Number of attention heads.</param>
    /// <param name="isShifted">Whether the windows are shifted, as in every second block of a stage.</param>
    /// <param name="dropout">Probability of dropout after the last projection, 0 to below 1.</param>
    public ShiftedWindowAttention(int width, int heads, bool isShifted, double dropout) : base(nameof(ShiftedWindowAttention))
    {
        (this.heads, this.isShifted) = (heads, isShifted);
        this.AddParameter(BiasTable, ((2 * Window) - 1) * ((2 * Window) - 1), heads);
        this.AddBuffer(BiasIndex, RelativePositions());
        register_module("qkv", qkv = Layer.Linear(width, 3 * width));
        register_module("proj", proj = Layer.Linear(width, width));
        register_module("dropout", this.dropout = nn.Dropout(dropout));
    }

    /// <summary>The position biases, one row for each relative position and one column for each head.</summary>
    public Parameter PositionBiases => get_parameter(BiasTable)!;

    /// <param name="input"><c>[N, H, W, width]</c>.</param>
    /// <returns><c>[N, H, W, width]</c>.</returns>
    public override TracedTensor Run(TracedTensor input)
    {
        var (height, width) = (input.Shape[1], input.Shape[2]);
        var (paddedHeight, paddedWidth) = (RoundUp(height), RoundUp(width));
        var (down, right) = (ShiftFor(paddedHeight), ShiftFor(paddedWidth));

        var map = Pad(input, paddedHeight - height, paddedWidth - width);
        var windows = Split(Roll(map, -down, -right));
        var seen = down + right > 0 ? Mask(paddedHeight, paddedWidth, down, right) : null;
        var attended = Join(Attend(windows, seen), map.Shape);
        return Roll(attended, down, right).Narrow(1, 0, height).Narrow(2, 0, width);
    }

    /// <inheritdoc/>
    public long MultiplyAdds(IReadOnlyList<long> inputShape) =>
        inputShape[0] * RoundUp(inputShape[1]) * RoundUp(inputShape[2]) * 2 * WindowTokens * inputShape[3];

    /// <summary>Attention within each window of <c>[windows, tokens, width]</c>; the mask is added to the scores.</summary>
    private TracedTensor Attend(TracedTensor windows, Tensor? mask)
    {
        var width = windows.Shape[2];
        var parts = windows.Through(qkv).Reshape(-1, WindowTokens, 3, heads, width / heads).Permute(2, 0, 3, 1, 4);
        var (queries, keys, values) = (parts.Select(0, 0), parts.Select(0, 1), parts.Select(0, 2));
        var scores = queries.Mul(1 / Math.Sqrt((double)width / heads)).Matmul(keys.Permute(0, 1, 3, 2)).Add(PositionBias());
        if (mask is not null) scores = AddToEachImage(scores, mask);
        var attended = scores.Softmax().Matmul(values).Permute(0, 2, 1, 3).Reshape(-1, WindowTokens, width);
        return attended.Through(proj).Through(dropout);
    }

    /// <summary><c>[1, heads, tokens, tokens]</c></summary>
    private Tensor PositionBias() => PositionBiases
        .index_select(0, get_buffer(BiasIndex)!).view(WindowTokens, WindowTokens, heads).permute(2, 0, 1).unsqueeze(0);

    /// <summary>Scores of all images' windows plus the mask of one image's, <c>[windows of one image, tokens, tokens]</c>.</summary>
    private TracedTensor AddToEachImage(TracedTensor scores, Tensor mask)
    {
        var byImage = scores.Reshape(-1, mask.shape[0], heads, WindowTokens, WindowTokens);
        return byImage.Add(mask.unsqueeze(1)).Reshape(-1, heads, WindowTokens, WindowTokens);
    }

    /// <summary>
    /// 0 where two tokens of a window see each other, a large negative number where they come from different sides of the rolled map.
    /// </summary>
    private Tensor Mask(long height, long width, long down, long right)
    {
        long[] sides = [.. from row in Sides(height, down) from column in Sides(width, right) select (3 * row) + column];
        var map = tensor(sides, device: PositionBiases.device).view(1, height, width, 1);
        var tokens = ComputedTensor.Run(map, Split).squeeze(-1);
        return Arithmetic.Multiply(tokens.unsqueeze(1).ne(tokens.unsqueeze(2)).to(PositionBiases.dtype), Unseen);
    }

    /// <summary>For each row, or column, of a rolled map: 0, then 1 in the last windows, and 2 for the rows that were rolled in.</summary>
    private static long[] Sides(long length, long shift) =>
        [.. Enumerable.Range(0, (int)length).Select(place => place < length - Window ? 0L : place < length - shift ? 1 : 2)];

    private static long RoundUp(long length) => (length + Window - 1) / Window * Window;

    /// <summary>A single window has nothing to reach across.</summary>
    private long ShiftFor(long length) => isShifted && length > Window ? Shift : 0;

    private static TracedTensor Pad(TracedTensor map, long bottom, long right) => bottom + right == 0 ? map : map.Pad(0, 0, 0, right, 0, bottom);

    private static TracedTensor Roll(TracedTensor map, long down, long right) => down == 0 && right == 0 ? map : map.Roll(down, right);

    /// <summary>Cuts <c>[N, H, W, width]</c> into windows, <c>[N · windows, tokens, width]</c>.</summary>
    private static TracedTensor Split(TracedTensor map)
    {
        var (rows, columns, width) = (map.Shape[1] / Window, map.Shape[2] / Window, map.Shape[3]);
        return map.Reshape(-1, rows, Window, columns, Window, width).Permute(0, 1, 3, 2, 4, 5).Reshape(-1, WindowTokens, width);
    }

    /// <summary>Puts windows together again to a map of the given shape.</summary>
    private static TracedTensor Join(TracedTensor windows, long[] shape)
    {
        var (height, width, channels) = (shape[1], shape[2], shape[3]);
        var byRow = windows.Reshape(-1, height / Window, width / Window, Window, Window, channels).Permute(0, 1, 3, 2, 4, 5);
        return byRow.Reshape(-1, height, width, channels);
    }

    /// <summary>For each pair of tokens of a window, the row of the table that holds the bias of their relative position.</summary>
    private static long[] RelativePositions()
    {
        var positions = new long[WindowTokens * WindowTokens];
        for (var query = 0; query < WindowTokens; query++)
            for (var key = 0; key < WindowTokens; key++)
            {
                var (rows, columns) = ((query / Window) - (key / Window), (query % Window) - (key % Window));
                positions[(query * WindowTokens) + key] = ((rows + Window - 1) * ((2 * Window) - 1)) + columns + Window - 1;
            }
        return positions;
    }
}
