using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The columns that stand for the members of a row class. Names, types and annotations can be changed.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    /// <summary>Whether rows are read, written, or both.</summary>
    [Flags]
    public enum Direction
    {
        /// <summary>Members are read: properties with a getter.</summary>
        Read = 1,

        /// <summary>Members are written: properties with a setter.</summary>
        Write = 2,

        /// <summary>Members are read or written: properties with either.</summary>
        Both = Read | Write,
    }

    /// <summary>The column called <paramref name="columnName"/>; null if there is none. Setting adds or replaces it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column set has another name.</exception>
    public Column this[string columnName]
    {
        // The official member is not annotated: callers may compare with null, and need not.
        get => Find(column => column.ColumnName == columnName)!;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.ColumnName != columnName)
                throw new ArgumentOutOfRangeException(nameof(columnName),
                    $"The column name is specified as '{value.ColumnName}' but must match the selector '{columnName}'.");
            int index = FindIndex(column => column.ColumnName == columnName);
            if (index >= 0)
                this[index] = value;
            else
                Add(value);
        }
    }

    /// <summary>The columns of the public fields and properties of <paramref name="userType"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A member has a type that no column stands for, or two members have one
    /// name.</exception>
    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        ArgumentNullException.ThrowIfNull(userType);
        var definition = new SchemaDefinition();
        foreach (var member in Members(userType, direction).Where(IsColumn))
        {
            var name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            if (definition[name] is not null)
                throw new ArgumentOutOfRangeException(nameof(userType), $"Duplicate column name '{name}' detected, this is disallowed");
            definition.Add(new Column(member.Name, MemberTypes.InferColumnType(member), name));
        }
        return definition;
    }

    private static IEnumerable<MemberInfo> Members(Type type, Direction direction)
    {
        const BindingFlags visible = BindingFlags.Public | BindingFlags.Instance;
        var properties = type.GetProperties(visible).Where(property => property.GetIndexParameters().Length == 0
            && ((direction.HasFlag(Direction.Read) && property.GetGetMethod() is not null)
                || (direction.HasFlag(Direction.Write) && property.GetSetMethod() is not null)));
        return type.GetFields(visible).Concat<MemberInfo>(properties);
    }

    private static bool IsColumn(MemberInfo member) =>
        member.GetCustomAttribute<NoColumnAttribute>() is null && MemberTypes.TypeOf(member) != typeof(IChannel);

    /// <summary>The column that stands for a member.</summary>
    public sealed class Column
    {
        private readonly DataViewSchema.Annotations.Builder _annotations = new();
        private readonly HashSet<string> _annotationKinds = [];

        internal Column(string memberName, DataViewType columnType, string columnName)
        {
            MemberName = memberName;
            ColumnType = columnType;
            ColumnName = columnName;
        }

        /// <summary>The member.</summary>
        public string MemberName { get; }

        /// <summary>The name of the column.</summary>
        public string ColumnName { get; set; }

        /// <summary>The type of the column; the member's values must be able to represent it.</summary>
        public DataViewType ColumnType { get; set; }

        /// <summary>The annotations of the column.</summary>
        public DataViewSchema.Annotations Annotations => _annotations.ToAnnotations();

        /// <summary>Adds an annotation.</summary>
        /// <param name="kind">Its name.</param>
        /// <param name="value">Its value.</param>
        /// <param name="annotationType">Its type, which <typeparamref name="T"/> must represent.</param>
        /// <exception cref="InvalidOperationException">There is one of this kind.</exception>
        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            if (!_annotationKinds.Add(kind))
                throw new InvalidOperationException($"Column '{ColumnName}' already contains an annotation of kind '{kind}'.");
            _annotations.Add(kind, annotationType, (ref T destination) => destination = value);
        }

        /// <summary>Adds all annotations of a column.</summary>
        internal void AddAnnotations(DataViewSchema.Annotations annotations) => _annotations.Add(annotations, _annotationKinds.Add);
    }
}
