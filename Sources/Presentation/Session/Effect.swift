public import Metrics
public import Rules

/// What the program has to do for an action, beyond what the session has already become.
public enum Effect: Hashable, Sendable {
  /// End.
  case quit
  /// Draw every cell again.
  case redrawAll
  /// Give the terminal back to the shell.
  case suspend
  /// Read configuration and rules again.
  case reload
  /// Scrape these of the targets that were asked about.
  case scrape(TargetChoice)
  /// Take on these alerts.
  case acknowledge([Labels])
  /// Give these alerts back.
  case unacknowledge([Labels])
  /// Tell nobody of the alerts that it matches; who asks is for the program to say.
  case silence(Silence)
  /// Tell of them again.
  case endSilence(Silence)
  /// Watch a condition in this session.
  case setTripwire(Tripwire)
  /// Watch it no longer.
  case dismissTripwire(ByteString)
  /// Append the tripwires of this session to a file.
  case writeTripwires(path: String)
  /// Keep the bell quiet at this terminal until a moment; `nil` ends it.
  case mute(until: Timestamp?)
  /// Ring once, to hear whether it works.
  case testBell
  /// Leave a mark in the ring.
  case mark(ByteString, at: Timestamp)
  /// Keep these processes among those that have series of their own, and no others for this reason.
  case pin([ProcessKey])
  /// Send a text to the terminal's clipboard.
  case copy(DisplayText)
  /// Send the frame as text, and how it is reached again, to the terminal's clipboard.
  case copyView
  /// Write what is shown to a new file, in the form that its ending names.
  case export(path: String)
  /// Write a stretch of the history to a new file.
  case exportWindow(WindowExport)
  /// Write the screen as text.
  case dump(path: String)
  /// Keep these settings for the next start.
  case writeSettings(Settings)
}
