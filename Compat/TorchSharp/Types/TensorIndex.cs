namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// One part of an index as Python writes it: a number, a slice, ":", "…", a new dimension, or a tensor of indices or
    /// truth values. Numbers, tuples, <see cref="Range"/> and <see cref="Index"/> convert to it.
    /// </summary>
    public struct TensorIndex
    {
        /// <summary>All the dimensions that the other parts leave.</summary>
        public static TensorIndex Ellipsis = new() { Kind = TensorIndexKind.Ellipsis };

        /// <summary>A new dimension of size 1.</summary>
        public static TensorIndex None = new() { Kind = TensorIndexKind.NewDimension };

        /// <inheritdoc cref="None"/>
        public static TensorIndex Null = new() { Kind = TensorIndexKind.NewDimension };

        /// <summary>The whole dimension.</summary>
        public static TensorIndex Colon = Slice();

        internal TensorIndexKind Kind { get; private init; }

        /// <summary>The number of Single, the start of Slice, 0 or 1 of Bool.</summary>
        internal long? Start { get; private init; }

        internal long? Stop { get; private init; }

        internal long? Step { get; private init; }

        internal torch.Tensor? Indices { get; private init; }

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(FromEnd(index));

        /// <summary>Never called: it makes <see cref="TensorIndex"/> the better choice where a number could be an index or a
        /// tensor.</summary>
        /// <exception cref="InvalidOperationException">Always.</exception>
        public static implicit operator torch.Tensor(TensorIndex value) => throw new InvalidOperationException("Should not be called.");

        /// <summary>From <paramref name="start"/> to before <paramref name="stop"/>; negative numbers count from the end.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { Kind = TensorIndexKind.Slice, Start = start, Stop = stop, Step = step };

        /// <inheritdoc cref="Slice(long?, long?, long?)"/>
        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, (long?)range.end);

        /// <inheritdoc cref="Slice(long?, long?, long?)"/>
        public static TensorIndex Slice(Range range) =>
            Slice(FromEnd(range.Start), range.End is { IsFromEnd: true, Value: 0 } ? null : FromEnd(range.End));

        /// <summary>One element; the dimension goes away.</summary>
        public static TensorIndex Single(long? index) => new() { Kind = TensorIndexKind.Single, Start = index };

        /// <summary>A new dimension: of size 1 for true, of size 0 for false.</summary>
        public static TensorIndex Bool(bool value) => new() { Kind = TensorIndexKind.Bool, Start = value ? 1 : 0 };

        /// <summary>Indices along the dimension, or truth values over as many dimensions as the tensor has.</summary>
        public static TensorIndex Tensor(torch.Tensor tensor) => new() { Kind = TensorIndexKind.Tensor, Indices = tensor };

        // A slice that starts at the end, as ^0, is past the last element: a negative zero does not exist.
        private static long FromEnd(Index index) =>
            !index.IsFromEnd ? index.Value : index.Value == 0 ? long.MaxValue : -index.Value;
    }

    internal enum TensorIndexKind
    {
        NewDimension,
        Single,
        Slice,
        Ellipsis,
        Bool,
        Tensor,
    }
}
