import Exposition
import Metrics
import Testing

@Suite struct ExpositionWriterTests {
  private static func declaration(
    _ slot: UInt32, _ labels: Labels, _ family: ByteString, _ metadata: MetricMetadata
  ) -> SeriesDeclaration {
    SeriesDeclaration(slot: slot, labels: labels, family: family, metadata: metadata)
  }

  @Test func `a page has its families by name, its series by labels and everything escaped`() {
    var batch = SampleBatch(origin: .host, timestamp: Timestamp(milliseconds: 0))
    let disk = MetricMetadata(type: .counter, help: "Bytes read.\nBackslash \\.")
    batch.declarations = [
      Self.declaration(2, ["__name__": "node_load1"], "node_load1", MetricMetadata(type: .gauge)),
      Self.declaration(
        1, ["__name__": "node_disk_read_bytes_total", "device": "sd\"b\n\\"],
        "node_disk_read_bytes_total", disk),
      Self.declaration(
        0, ["__name__": "node_disk_read_bytes_total", "device": "sda"],
        "node_disk_read_bytes_total", disk),
    ]
    batch.append(0.25, slot: 2)
    batch.append(16_727_491_584, slot: 0)
    batch.append(.nan, slot: 1)
    batch.append(7, slot: 99)
    #expect(
      String(decoding: ExpositionWriter.page(batch), as: UTF8.self) == """
        # HELP node_disk_read_bytes_total Bytes read.\\nBackslash \\\\.
        # TYPE node_disk_read_bytes_total counter
        node_disk_read_bytes_total{device="sd\\"b\\n\\\\"} NaN
        node_disk_read_bytes_total{device="sda"} 1.6727491584e+10
        # TYPE node_load1 gauge
        node_load1 0.25

        """)
  }

  @Test func `an empty batch is an empty page`() {
    let batch = SampleBatch(origin: .host, timestamp: Timestamp(milliseconds: 0))
    #expect(ExpositionWriter.page(batch) == [])
  }
}
