using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class CursorTests
{
    private readonly MLContext _ml = new();

    private sealed class Row
    {
        public int A { get; set; }
        public int B { get; set; }
        public int C { get; set; }
    }

    private IDataView Data(int rows = 3) =>
        _ml.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(i => new Row { A = i, B = 10 * i, C = 100 * i }).ToList());

    [TestMethod]
    public void NothingIsReadBeforeACursorIsOpened()
    {
        var source = new CountingDataView(Data());

        _ml.Transforms.CopyColumns("D", "A").Fit(source).Transform(source);

        Assert.AreEqual(0, source.Readings);
    }

    [TestMethod]
    public void ACursorOpensOnlyTheColumnsThatAreNeededForThoseAskedFor()
    {
        var source = new CountingDataView(Data());
        var view = _ml.Transforms.CopyColumns("D", "A").Append(_ml.Transforms.CopyColumns("E", "B")).Append(_ml.Transforms.DropColumns("C"))
            .Fit(source).Transform(source);

        using (view.GetRowCursor([view.Schema["E"]]))
        using (view.GetRowCursor([view.Schema["D"], view.Schema["B"]]))
        using (view.GetRowCursor([]))
        {
        }

        CollectionAssert.AreEqual(new[] { "B", "A,B", "" }, source.Opened);
    }

    [TestMethod]
    public void SeveralCursorsOverOneViewMoveIndependently()
    {
        var view = _ml.Transforms.CopyColumns("D", "A").Fit(Data()).Transform(Data());
        using var first = view.GetRowCursor(view.Schema);
        using var second = view.GetRowCursor(view.Schema);
        var getFirst = first.GetGetter<int>(view.Schema["D"]);
        var getSecond = second.GetGetter<int>(view.Schema["D"]);
        int a = 0, b = 0;

        first.MoveNext();
        first.MoveNext();
        second.MoveNext();
        getFirst(ref a);
        getSecond(ref b);

        Assert.AreEqual((1, 0), (a, b));
    }

    [TestMethod]
    public void PositionIsMinusOneBeforeTheFirstRowAndAfterTheLast()
    {
        using var cursor = Data(2).GetRowCursor([]);

        var positions = new List<long> { cursor.Position };
        while (cursor.MoveNext())
            positions.Add(cursor.Position);
        positions.Add(cursor.Position);

        CollectionAssert.AreEqual(new long[] { -1, 0, 1, -1 }, positions);
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void AGetterThrowsBeforeTheFirstRowAfterTheLastAndAfterDisposal()
    {
        var data = Data(1);
        var cursor = data.GetRowCursor(data.Schema);
        var get = cursor.GetGetter<int>(data.Schema["A"]);
        int value = 0;

        Assert.ThrowsExactly<InvalidOperationException>(() => get(ref value));
        cursor.MoveNext();
        get(ref value);
        cursor.MoveNext();
        Assert.ThrowsExactly<InvalidOperationException>(() => get(ref value));

        var disposed = data.GetRowCursor(data.Schema);
        get = disposed.GetGetter<int>(data.Schema["A"]);
        disposed.MoveNext();
        disposed.Dispose();
        Assert.ThrowsExactly<InvalidOperationException>(() => get(ref value));
    }

    [TestMethod]
    public void AColumnNotAskedForAndAnotherTypeAreRefused()
    {
        var data = Data();
        using var cursor = data.GetRowCursor([data.Schema["A"]]);

        Assert.IsFalse(cursor.IsColumnActive(data.Schema["B"]));
        var inactive = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => cursor.GetGetter<int>(data.Schema["B"]));
        var wrong = Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(data.Schema["A"]));

        StringAssert.Contains(inactive.Message, "'B'");
        StringAssert.Contains(wrong.Message, "System.Int32");
    }

    [TestMethod]
    public void AnAddedColumnGoesBehindTheOneOfItsNameAndHidesIt()
    {
        var data = Data();

        var schema = _ml.Transforms.CopyColumns("A", "B").Fit(data).GetOutputSchema(data.Schema);

        Assert.AreEqual("A, A, B, C", string.Join(", ", schema.Select(column => column.Name)));
        CollectionAssert.AreEqual(new[] { true, false, false, false }, schema.Select(column => column.IsHidden).ToArray());
        Assert.AreEqual(1, schema["A"].Index);
    }

    [TestMethod]
    public void IdsStayWithTheirRowsWhenTheOrderIsRandom()
    {
        var data = Data(20);
        using var cursor = data.GetRowCursor(data.Schema, new Random(1));
        var get = cursor.GetGetter<int>(data.Schema["A"]);
        var getId = cursor.GetIdGetter();
        var order = new List<int>();
        while (cursor.MoveNext())
        {
            int value = 0;
            DataViewRowId id = default;
            get(ref value);
            getId(ref id);
            Assert.AreEqual((ulong)value, id.Low);
            order.Add(value);
        }

        CollectionAssert.AreEquivalent(Enumerable.Range(0, 20).ToList(), order);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 20).ToList(), order);
    }

    [TestMethod]
    public void PreviewShowsTheFirstRows()
    {
        var preview = Data(5).Preview(maxRows: 2);

        Assert.AreEqual("3 columns, 2 rows", preview.ToString());
        CollectionAssert.AreEqual(new object[] { 0, 10 }, preview.ColumnView[1].Values);
        Assert.AreEqual(KeyValuePair.Create("C", (object)100), preview.RowView[1].Values[2]);
    }
}
