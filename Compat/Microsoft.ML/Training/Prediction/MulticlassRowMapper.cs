using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>Scores rows, each one once for both columns.</summary>
/// <param name="model">Gives the scores.</param>
/// <param name="feature">What the model takes.</param>
/// <param name="outputs">PredictedLabel, then Score.</param>
internal sealed class MulticlassRowMapper(
    IMulticlassModel model, DataViewSchema.Column feature, IReadOnlyList<DataViewSchema.DetachedColumn> outputs) : RowMapper
{
    public override IReadOnlyList<DataViewSchema.DetachedColumn> OutputColumns => outputs;

    public override IEnumerable<DataViewSchema.Column> GetDependencies(int output) => [feature];

    public override ColumnGetter?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active.Contains(true))
            return [null, null];
        var scores = ScoresOf(input);
        ValueGetter<uint> predictedLabel = (ref uint key) => key = KeyOfHighest(scores());
        ValueGetter<VBuffer<float>> score = (ref VBuffer<float> value) =>
        {
            var current = scores();
            VBuffer<float>.Copy(current, 0, ref value, current.Length);
        };
        return [new ColumnGetter(predictedLabel), new ColumnGetter(score)];
    }

    private Func<float[]> ScoresOf(DataViewRow row)
    {
        var getFeatures = row.GetGetter<VBuffer<float>>(feature);
        VBuffer<float> features = default;
        var scores = new float[model.ClassCount];
        long? scored = null;
        return () =>
        {
            if (scored != row.Position)
            {
                getFeatures(ref features);
                model.Score(features, scores);
                scored = row.Position;
            }
            return scores;
        };
    }

    // 0, missing, where no score is a number.
    private static uint KeyOfHighest(float[] scores)
    {
        int best = -1;
        for (int c = 0; c < scores.Length; c++)
        {
            if (!float.IsNaN(scores[c]) && (best < 0 || scores[c] > scores[best]))
                best = c;
        }
        return (uint)(best + 1);
    }
}
