namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// softmax(q·kᵀ / √E + mask)·v over the last two dimensions: queries [N, …, L, E], keys [N, …, S, E], values [N, …, S, V].
            /// </summary>
            /// <param name="query">The queries.</param>
            /// <param name="key">The keys.</param>
            /// <param name="value">The values.</param>
            /// <param name="attn_mask">
            /// [N, …, L, S] or what broadcasts to it: numbers are added to the scores, false hides a key from a query.
            /// </param>
            /// <param name="p">Probability of dropout of the attention weights; it acts whenever it is above 0.</param>
            /// <param name="is_casual">Whether a query sees only the keys up to its own place; the mask must be null then.</param>
            /// <exception cref="ArgumentException">p is negative, or there is a mask as well as is_casual.</exception>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null,
                double p = 0, bool is_casual = false)
            {
                if (p < 0) throw new ArgumentException("Dropout probability must be greater than or equal to zero.", nameof(p));
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("Casual attention masking cannot pass a mask.", nameof(attn_mask));
                using var scope = NewDisposeScope();
                var scaled = query.mul(1 / Math.Sqrt(query.shape[^1]));
                var scores = scaled.matmul(key.transpose(-2, -1));
                var mask = is_casual ? ones(query.shape[^2], key.shape[^2], ScalarType.Bool, query.device).tril() : attn_mask;
                var weights = dropout(Masked(scores, mask).softmax(-1), p, p > 0);
                return weights.matmul(value).MoveToOuterDisposeScope();
            }

            private static Tensor Masked(Tensor scores, Tensor? mask)
            {
                if (mask is null) return scores;
                return mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores.add(mask);
            }
        }
    }
}
