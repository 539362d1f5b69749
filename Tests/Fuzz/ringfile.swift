// rooms: CRE2 Metrics Sharing TimeSeries
// files: Tests/TimeSeriesTests/FuzzedFile.swift

/// Opens a ring file that was made up, whose checksums fit: it is asked, checked, repaired and written on.
@_cdecl("LLVMFuzzerTestOneInput")
public func open(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  FuzzedFile(Array(UnsafeBufferPointer(start: bytes, count: count))).exercise()
  return 0
}
