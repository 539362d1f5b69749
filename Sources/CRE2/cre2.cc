#include "cre2.h"

#include <re2/re2.h>

#include <string>
#include <vector>

struct cre2_pattern {
  RE2 re;
  std::string error;

  cre2_pattern(const re2::StringPiece &text, const RE2::Options &options)
      : re(text, options), error(re.error()) {}
};

namespace {

// UTF-8 first; bytes that are no UTF-8 are matched as Latin-1, so that nothing a label holds is refused.
RE2::Options options(bool utf8) {
  RE2::Options result(utf8 ? RE2::DefaultOptions : RE2::Latin1);
  result.set_log_errors(false);
  result.set_dot_nl(true);
  return result;
}

bool submatches(const cre2_pattern *pattern, const re2::StringPiece &text,
                std::vector<re2::StringPiece> &found) {
  return pattern->re.Match(text, 0, text.size(), RE2::ANCHOR_BOTH, found.data(),
                           static_cast<int>(found.size()));
}

}  // namespace

extern "C" {

cre2_pattern *cre2_compile(const char *bytes, size_t count) {
  re2::StringPiece text(bytes, count);
  auto *pattern = new cre2_pattern(text, options(true));
  if (pattern->re.error_code() != RE2::ErrorBadUTF8) return pattern;
  delete pattern;
  return new cre2_pattern(text, options(false));
}

void cre2_free(cre2_pattern *pattern) { delete pattern; }

const char *cre2_error(const cre2_pattern *pattern) {
  return pattern->re.ok() ? nullptr : pattern->error.c_str();
}

int cre2_matches(const cre2_pattern *pattern, const char *bytes, size_t count) {
  re2::StringPiece text(bytes, count);
  return pattern->re.Match(text, 0, count, RE2::ANCHOR_BOTH, nullptr, 0) ? 1 : 0;
}

int cre2_group_count(const cre2_pattern *pattern) {
  return pattern->re.NumberOfCapturingGroups();
}

int cre2_group_number(const cre2_pattern *pattern, const char *name, size_t count) {
  const auto &groups = pattern->re.NamedCapturingGroups();
  const auto found = groups.find(std::string(name, count));
  return found == groups.end() ? -1 : found->second;
}

int cre2_captures(const cre2_pattern *pattern, const char *bytes, size_t count, int groups,
                  int64_t *begins, int64_t *ends) {
  std::vector<re2::StringPiece> found(static_cast<size_t>(groups));
  if (!submatches(pattern, re2::StringPiece(bytes, count), found)) return 0;
  for (size_t group = 0; group < found.size(); group++) {
    const char *begin = found[group].data();
    begins[group] = begin ? begin - bytes : -1;
    ends[group] = begin ? begin - bytes + static_cast<int64_t>(found[group].size()) : -1;
  }
  return 1;
}

int cre2_find(const cre2_pattern *pattern, const char *bytes, size_t count, size_t start,
              int groups, int64_t *begins, int64_t *ends) {
  std::vector<re2::StringPiece> found(static_cast<size_t>(groups));
  re2::StringPiece text(bytes, count);
  if (!pattern->re.Match(text, start, count, RE2::UNANCHORED, found.data(), groups)) return 0;
  for (size_t group = 0; group < found.size(); group++) {
    const char *begin = found[group].data();
    begins[group] = begin ? begin - bytes : -1;
    ends[group] = begin ? begin - bytes + static_cast<int64_t>(found[group].size()) : -1;
  }
  return 1;
}

}  // extern "C"
