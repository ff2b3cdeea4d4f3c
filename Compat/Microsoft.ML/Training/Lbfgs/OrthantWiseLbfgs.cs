namespace Microsoft.ML.Trainers;

/// <summary>
/// Minimises a smooth function plus an L1 penalty with OWL-QN (Andrew and Gao 2007); without a penalty that is L-BFGS.
/// </summary>
/// <param name="function">Gives its value at the first argument and writes its gradient into the second.</param>
/// <param name="penalty">Added to the function.</param>
/// <param name="historySize">How many steps are remembered.</param>
/// <param name="tolerance">
/// The search ends where no slope is steeper, or where the last 20 steps together lowered the value by less than a ten-thousandth of this.
/// </param>
/// <param name="maximumIterations">The most steps.</param>
internal sealed class OrthantWiseLbfgs(
    Func<double[], double[], double> function, L1Penalty penalty, int historySize, double tolerance, int maximumIterations)
{
    private const double SufficientDecrease = 1e-4;
    private const double FlatShare = 1e-4;
    private const int MostHalvings = 50, WatchedSteps = 20;

    private readonly InverseHessian _history = new(historySize);
    private double[] _point = [], _gradient = [], _slopes = [], _direction = [];
    private readonly Queue<double> _values = new();
    private double _value;

    /// <summary>Where a search ended.</summary>
    /// <param name="Point">The parameters.</param>
    /// <param name="SteepestSlope">The largest slope left.</param>
    /// <param name="IsStalled">Whether no step lowers the value although a slope is above the tolerance.</param>
    internal sealed record Optimum(double[] Point, double SteepestSlope, bool IsStalled);

    /// <summary>Searches from <paramref name="start"/>.</summary>
    public Optimum Minimise(double[] start)
    {
        Begin(start);
        for (int iteration = 0; ; iteration++)
        {
            penalty.PseudoGradient(_point, _gradient, _slopes);
            double steepest = DoubleVectors.LargestMagnitude(_slopes);
            if (steepest <= tolerance || IsFlat() || iteration == maximumIterations)
                return new Optimum(_point, steepest, IsStalled: false);
            ChooseDirection();
            if (!SearchLine() && !SearchDownhill())
                return new Optimum(_point, steepest, IsStalled: true);
        }
    }

    private bool IsFlat()
    {
        _values.Enqueue(_value);
        return _values.Count > WatchedSteps && _values.Dequeue() - _value < FlatShare * tolerance;
    }

    private void Begin(double[] start)
    {
        _history.Clear();
        _values.Clear();
        _point = start;
        _gradient = new double[start.Length];
        _slopes = new double[start.Length];
        _direction = new double[start.Length];
        _value = function(_point, _gradient) + penalty.ValueAt(_point);
        if (!double.IsFinite(_value))
            throw new InvalidOperationException("Data contain bad values: the loss is not finite at the start of the training.");
    }

    private void ChooseDirection()
    {
        for (int i = 0; i < _direction.Length; i++)
            _direction[i] = -_slopes[i];
        _history.Apply(_direction);
        penalty.DropFlat(_direction, _slopes);
    }

    // What is remembered can mislead; without it, every small enough step goes down.
    private bool SearchDownhill()
    {
        if (_history.IsEmpty)
            return false;
        _history.Clear();
        ChooseDirection();
        return SearchLine();
    }

    /// <summary>Takes the first of ever shorter steps that lowers the value enough; false where none does.</summary>
    private bool SearchLine()
    {
        double length = _history.IsEmpty ? 1 / Math.Sqrt(DoubleVectors.Dot(_direction, _direction)) : 1;
        var next = new double[_point.Length];
        var nextGradient = new double[_point.Length];
        // Andrew and Gao drop what goes uphill from every direction. That costs the search its speed near the optimum, and it is
        // needed only where the step would not go downhill as a whole.
        if (PromiseOf(length, next) >= 0)
            penalty.DropUphill(_direction, _slopes);
        for (int halving = 0; halving < MostHalvings; halving++, length /= 2)
        {
            double promised = PromiseOf(length, next);
            double value = function(next, nextGradient) + penalty.ValueAt(next);
            if (promised < 0 && value <= _value + SufficientDecrease * promised)
            {
                Accept(next, nextGradient, value);
                return true;
            }
        }
        return false;
    }

    /// <summary>Makes a step, and says how the value changes with it if the slopes stay as they are.</summary>
    private double PromiseOf(double length, double[] next)
    {
        penalty.Step(_point, _direction, length, _slopes, next);
        return DoubleVectors.Dot(_slopes, next) - DoubleVectors.Dot(_slopes, _point);
    }

    private void Accept(double[] next, double[] nextGradient, double value)
    {
        DoubleVectors.AddScaled(next, -1, _point);
        DoubleVectors.AddScaled(nextGradient, -1, _gradient);
        DoubleVectors.Scale(_point, -1);
        DoubleVectors.Scale(_gradient, -1);
        _history.Add(_point, _gradient);
        (_point, _gradient, _value) = (next, nextGradient, value);
    }
}
