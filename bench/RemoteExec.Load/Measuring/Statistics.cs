namespace RemoteExec.Load.Measuring;

/// <summary>Medians, because a busy machine makes outliers and no normal distribution.</summary>
internal static class Statistics
{
    internal static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <summary>A quantile, interpolated between its neighbours.</summary>
    internal static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        var place = share * (sorted.Length - 1);
        var low = (int)place;
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((sorted[high] - sorted[low]) * (place - low));
    }

    /// <summary>The smallest and the largest, as text: how noisy the run was.</summary>
    internal static string Range(IReadOnlyCollection<double> values, string format) =>
        values.Count == 0 ? "" : $"{values.Min().ToString(format)}–{values.Max().ToString(format)}";
}
