/// Every function of the language, one row each.
///
/// Source: Prometheus 3, Functions.
enum FunctionTable {
  static let rows: [FunctionSignature] =
    elementwise + dates + windows + vectors + scalars

  private static let elementwise: [FunctionSignature] = [
    make("abs", [.vector], .vector, "The absolute value"),
    make("acos", [.vector], .vector, "The arc cosine, in radians"),
    make("acosh", [.vector], .vector, "The inverse hyperbolic cosine"),
    make("asin", [.vector], .vector, "The arc sine, in radians"),
    make("asinh", [.vector], .vector, "The inverse hyperbolic sine"),
    make("atan", [.vector], .vector, "The arc tangent, in radians"),
    make("atanh", [.vector], .vector, "The inverse hyperbolic tangent"),
    make("ceil", [.vector], .vector, "Rounded up to a whole number"),
    make("cos", [.vector], .vector, "The cosine of an angle in radians"),
    make("cosh", [.vector], .vector, "The hyperbolic cosine"),
    make("deg", [.vector], .vector, "Radians as degrees"),
    make("exp", [.vector], .vector, "e to this power"),
    make("floor", [.vector], .vector, "Rounded down to a whole number"),
    make("ln", [.vector], .vector, "The natural logarithm"),
    make("log10", [.vector], .vector, "The decimal logarithm"),
    make("log2", [.vector], .vector, "The binary logarithm"),
    make("rad", [.vector], .vector, "Degrees as radians"),
    make("sgn", [.vector], .vector, "1, 0 or -1 by the sign"),
    make("sin", [.vector], .vector, "The sine of an angle in radians"),
    make("sinh", [.vector], .vector, "The hyperbolic sine"),
    make("sqrt", [.vector], .vector, "The square root"),
    make("tan", [.vector], .vector, "The tangent of an angle in radians"),
    make("tanh", [.vector], .vector, "The hyperbolic tangent"),
    make("histogram_avg", [.vector], .vector, "The mean of a native histogram's observations"),
    make("histogram_count", [.vector], .vector, "The number of a native histogram's observations"),
    make(
      "histogram_stddev", [.vector], .vector,
      "The estimated standard deviation in a native histogram"),
    make("histogram_stdvar", [.vector], .vector, "The estimated variance in a native histogram"),
    make("histogram_sum", [.vector], .vector, "The sum of a native histogram's observations"),
    make("absent", [.vector], .vector, "1 where the vector is empty"),
    make("sort", [.vector], .vector, "In ascending order of values"),
    make("sort_desc", [.vector], .vector, "In descending order of values"),
    make("timestamp", [.vector], .vector, "When each sample was taken, in seconds"),
    make(
      "start_timestamp", [.vector], .vector, "When each counter began to count, in seconds",
      isExperimental: true),
  ]

  private static let dates: [FunctionSignature] = [
    make("minute", [.vector], .vector, "The minute of the hour, UTC", optional: 1),
    make("hour", [.vector], .vector, "The hour of the day, UTC", optional: 1),
    make("day_of_week", [.vector], .vector, "The day of the week, UTC, Sunday is 0", optional: 1),
    make("day_of_month", [.vector], .vector, "The day of the month, UTC", optional: 1),
    make("day_of_year", [.vector], .vector, "The day of the year, UTC", optional: 1),
    make("days_in_month", [.vector], .vector, "The number of days in the month, UTC", optional: 1),
    make("month", [.vector], .vector, "The month, UTC, January is 1", optional: 1),
    make("year", [.vector], .vector, "The year, UTC", optional: 1),
  ]

  private static let windows: [FunctionSignature] = [
    make("absent_over_time", [.matrix], .vector, "1 where the range holds no sample"),
    make("avg_over_time", [.matrix], .vector, "The mean over the range"),
    make("changes", [.matrix], .vector, "How often the value changed"),
    make("count_over_time", [.matrix], .vector, "The number of samples in the range"),
    make("delta", [.matrix], .vector, "The difference over the range, extrapolated; for gauges"),
    make("deriv", [.matrix], .vector, "The slope per second by linear regression"),
    make(
      "first_over_time", [.matrix], .vector, "The oldest sample of the range", isExperimental: true),
    make("idelta", [.matrix], .vector, "The difference between the two newest samples"),
    make("increase", [.matrix], .vector, "The growth over the range, extrapolated; for counters"),
    make(
      "irate", [.matrix], .vector,
      "The growth per second between the two newest samples; for counters"),
    make("last_over_time", [.matrix], .vector, "The newest sample of the range"),
    make(
      "mad_over_time", [.matrix], .vector, "The median absolute deviation over the range",
      isExperimental: true),
    make("max_over_time", [.matrix], .vector, "The largest value of the range"),
    make("min_over_time", [.matrix], .vector, "The smallest value of the range"),
    make("present_over_time", [.matrix], .vector, "1 where the range holds a sample"),
    make(
      "rate", [.matrix], .vector, "The growth per second over the range, extrapolated; for counters"
    ),
    make("resets", [.matrix], .vector, "How often the counter fell"),
    make("stddev_over_time", [.matrix], .vector, "The standard deviation over the range"),
    make("stdvar_over_time", [.matrix], .vector, "The variance over the range"),
    make("sum_over_time", [.matrix], .vector, "The sum over the range"),
    make(
      "ts_of_first_over_time", [.matrix], .vector, "When the oldest sample was taken",
      isExperimental: true),
    make(
      "ts_of_last_over_time", [.matrix], .vector, "When the newest sample was taken",
      isExperimental: true),
    make(
      "ts_of_max_over_time", [.matrix], .vector, "When the largest value was last taken",
      isExperimental: true),
    make(
      "ts_of_min_over_time", [.matrix], .vector, "When the smallest value was last taken",
      isExperimental: true),
    make(
      "predict_linear", [.matrix, .scalar], .vector,
      "The value so many seconds ahead by linear regression"),
    make("quantile_over_time", [.scalar, .matrix], .vector, "The quantile over the range"),
    make(
      "double_exponential_smoothing", [.matrix, .scalar, .scalar], .vector,
      "The range smoothed with a level and a trend factor", isExperimental: true),
  ]

  private static let scalars: [FunctionSignature] = [
    make("max_of", [.scalar, .scalar], .scalar, "The larger of two numbers", isExperimental: true),
    make(
      "min_of", [.scalar, .scalar], .scalar, "The smaller of two numbers", isExperimental: true),
    make("start", [], .scalar, "The first step of the query, in seconds", isExperimental: true),
    make("end", [], .scalar, "The last step of the query, in seconds", isExperimental: true),
    make(
      "range", [], .scalar, "The time from the first step to the last, in seconds",
      isExperimental: true),
    make(
      "step", [], .scalar, "The distance of the query's steps, in seconds", isExperimental: true),
    make("pi", [], .scalar, "The circle's constant"),
    make("time", [], .scalar, "The moment of evaluation, in seconds"),
    make("scalar", [.vector], .scalar, "The value of the only series, else NaN"),
  ]

  private static let vectors: [FunctionSignature] = [
    make("clamp", [.vector, .scalar, .scalar], .vector, "Kept between a minimum and a maximum"),
    make("clamp_max", [.vector, .scalar], .vector, "At most this"),
    make("clamp_min", [.vector, .scalar], .vector, "At least this"),
    make(
      "round", [.vector, .scalar], .vector, "Rounded to the nearest multiple, 1 by default",
      optional: 1),
    make(
      "histogram_quantile", [.scalar, .vector], .vector, "The quantile by a histogram's buckets"),
    make(
      "histogram_quantiles", [.vector, .string, .scalar, .scalar], .vector,
      "Several quantiles by a histogram's buckets, told apart by a label", optional: 9,
      isExperimental: true),
    make(
      "histogram_fraction", [.scalar, .scalar, .vector], .vector,
      "The share of a histogram's observations between two values"),
    make(
      "info", [.vector, .vector], .vector,
      "With the labels of the info series that belong to each series", optional: 1,
      isExperimental: true),
    make(
      "label_join", [.vector, .string, .string, .string], .vector,
      "With a label made of other labels, a separator between them", isUnlimited: true),
    make(
      "label_replace", [.vector, .string, .string, .string, .string], .vector,
      "With a label made of another by a regular expression"),
    make(
      "sort_by_label", [.vector, .string], .vector, "In natural order of these labels",
      isUnlimited: true, isExperimental: true),
    make(
      "sort_by_label_desc", [.vector, .string], .vector, "In reverse natural order of these labels",
      isUnlimited: true, isExperimental: true),
    make("vector", [.scalar], .vector, "A scalar as a vector without labels"),
  ]

  private static func make(
    _ name: String, _ arguments: [ValueType], _ result: ValueType, _ summary: String,
    optional: Int = 0, isUnlimited: Bool = false, isExperimental: Bool = false
  ) -> FunctionSignature {
    let hasOptional = optional > 0 || isUnlimited
    let minimum = arguments.count - (hasOptional ? 1 : 0)
    return FunctionSignature(
      name: name, arguments: arguments, minimumCount: minimum,
      maximumCount: isUnlimited ? nil : minimum + optional, result: result,
      isExperimental: isExperimental, summary: summary)
  }
}
