/* RE2 behind a C door: the part of it that every distribution's package has. */
#ifndef CRE2_H
#define CRE2_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_pattern cre2_pattern;

/* A pattern that must match a whole text; dot matches a newline. Never NULL. */
cre2_pattern *cre2_compile(const char *bytes, size_t count);

void cre2_free(cre2_pattern *pattern);

/* Why the pattern is no regular expression; NULL when it is one. Valid until cre2_free. */
const char *cre2_error(const cre2_pattern *pattern);

/* 1 when the pattern matches all of the text, else 0. */
int cre2_matches(const cre2_pattern *pattern, const char *bytes, size_t count);

/* The number of capturing groups, the whole match not counted. */
int cre2_group_count(const cre2_pattern *pattern);

/* The number of the group called `name`; -1 when there is none. */
int cre2_group_number(const cre2_pattern *pattern, const char *name, size_t count);

/* Like cre2_matches; fills begin and end of groups 0 ..< groups, -1 for a group that took no part. */
int cre2_captures(const cre2_pattern *pattern, const char *bytes, size_t count, int groups,
                  int64_t *begins, int64_t *ends);

/* Like cre2_captures for the first match anywhere from the byte `start` on. */
int cre2_find(const cre2_pattern *pattern, const char *bytes, size_t count, size_t start,
              int groups, int64_t *begins, int64_t *ends);

#ifdef __cplusplus
}
#endif

#endif
