using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Schema;

/// <summary>The names of a vector column's places.</summary>
internal static class SlotNames
{
    private const string Annotation = "SlotNames";

    /// <summary>Annotations with the names.</summary>
    public static DataViewSchema.Annotations Of(IReadOnlyList<string> names)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        Add(builder, names);
        return builder.ToAnnotations();
    }

    /// <summary>Adds the annotation that names the places.</summary>
    public static void Add(DataViewSchema.Annotations.Builder builder, IReadOnlyList<string> names)
    {
        ReadOnlyMemory<char>[] texts = [.. names.Select(name => name.AsMemory())];
        builder.Add(
            Annotation, new VectorDataViewType(TextDataViewType.Instance, texts.Length),
            (ref VBuffer<ReadOnlyMemory<char>> buffer) => new VBuffer<ReadOnlyMemory<char>>(texts.Length, texts).CopyTo(ref buffer));
    }

    /// <summary>The names that a column has; null: none.</summary>
    public static IReadOnlyList<string>? Find(DataViewSchema.Column column)
    {
        if (!column.HasSlotNames()) return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    /// <summary>Where in a label's vector each of the scores is: by name where the label has names, else in order.</summary>
    /// <param name="label">Names of the label's places; null: it has none.</param>
    /// <param name="count">How many places it has.</param>
    /// <param name="scores">Names of the scores.</param>
    /// <exception cref="ArgumentException">The names are not the same.</exception>
    public static int[] PlacesOf(IReadOnlyList<string>? label, int count, IReadOnlyList<string> scores)
    {
        if (label is null && count == scores.Count) return [.. Enumerable.Range(0, count)];
        var places = (label ?? []).Index().GroupBy(item => item.Item).ToDictionary(same => same.Key, same => same.First().Index);
        if (places.Count == scores.Count && scores.All(places.ContainsKey)) return [.. scores.Select(name => places[name])];
        throw new ArgumentException(
            $"The label has {count} places ({string.Join(", ", label ?? [])}), but the scores are of {string.Join(", ", scores)}. "
            + "Give a label with the slot names that the model was trained on.");
    }

    /// <summary>Numbers from 0, for places without names.</summary>
    public static IReadOnlyList<string> Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
}
