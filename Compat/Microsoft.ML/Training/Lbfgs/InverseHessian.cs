namespace Microsoft.ML.Trainers;

/// <summary>What the last steps say about the inverse of the Hessian (Nocedal and Wright, "Numerical Optimization", 7.4).</summary>
/// <param name="historySize">How many steps are remembered.</param>
internal sealed class InverseHessian(int historySize)
{
    private readonly LinkedList<Pair> _pairs = [];

    public bool IsEmpty => _pairs.Count == 0;

    public void Clear() => _pairs.Clear();

    /// <summary>Remembers a step and how the gradient changed with it, unless it shows no curvature.</summary>
    public void Add(double[] step, double[] gradientChange)
    {
        double product = DoubleVectors.Dot(step, gradientChange);
        double square = DoubleVectors.Dot(gradientChange, gradientChange);
        if (!(product > 1e-16 * square))
            return;
        if (_pairs.Count == historySize)
            _pairs.RemoveFirst();
        _pairs.AddLast(new Pair(step, gradientChange, 1 / product, product / square));
    }

    /// <summary>Multiplies <paramref name="vector"/> with the inverse of the Hessian.</summary>
    public void Apply(Span<double> vector)
    {
        if (_pairs.Last is null)
            return;
        for (var node = _pairs.Last; node is not null; node = node.Previous)
            node.Value.Alpha = AddPart(node.Value.Step, node.Value.GradientChange, node.Value.Rho, 0, vector);
        DoubleVectors.Scale(vector, _pairs.Last.Value.Scale);
        for (var node = _pairs.First; node is not null; node = node.Next)
            AddPart(node.Value.GradientChange, node.Value.Step, node.Value.Rho, node.Value.Alpha, vector);
    }

    // vector += (alpha - rho · along·vector) · added
    private static double AddPart(double[] along, double[] added, double rho, double alpha, Span<double> vector)
    {
        double part = rho * DoubleVectors.Dot(along, vector);
        DoubleVectors.AddScaled(added, alpha - part, vector);
        return part;
    }

    private sealed class Pair(double[] step, double[] gradientChange, double rho, double scale)
    {
        public double[] Step => step;

        public double[] GradientChange => gradientChange;

        /// <summary>1 / (step · gradientChange).</summary>
        public double Rho => rho;

        /// <summary>The size of the inverse Hessian along this step.</summary>
        public double Scale => scale;

        public double Alpha { get; set; }
    }
}
