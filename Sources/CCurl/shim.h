#ifndef RINGSIDE_CCURL_H
#define RINGSIDE_CCURL_H
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one function for each type of value.
// The brackets around the name pass by curl.h's macros, which check types where the option is a constant.

static inline CURLcode ringside_curl_set_long(CURL *handle, CURLoption option, long value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ringside_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ringside_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ringside_curl_set_writer(CURL *handle, CURLoption option, curl_write_callback value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline long ringside_curl_long(CURL *handle, CURLINFO field) {
  long value = 0;
  (curl_easy_getinfo)(handle, field, &value);
  return value;
}

static inline curl_off_t ringside_curl_offset(CURL *handle, CURLINFO field) {
  curl_off_t value = 0;
  (curl_easy_getinfo)(handle, field, &value);
  return value;
}

static inline const char *ringside_curl_text(CURL *handle, CURLINFO field) {
  const char *value = 0;
  (curl_easy_getinfo)(handle, field, &value);
  return value;
}

// Only HTTP, also after a redirect. Until 7.85 the same is said by a bit mask, which later versions warn about.
static inline CURLcode ringside_curl_allow_only_http(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
  CURLcode code = (curl_easy_setopt)(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  return code ? code : (curl_easy_setopt)(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  long both = CURLPROTO_HTTP | CURLPROTO_HTTPS;
  CURLcode code = (curl_easy_setopt)(handle, CURLOPT_PROTOCOLS, both);
  return code ? code : (curl_easy_setopt)(handle, CURLOPT_REDIR_PROTOCOLS, both);
#endif
}

// No waiting for the thread of a name lookup that hangs when a transfer ends; there since 7.87.
static inline CURLcode ringside_curl_leave_lookups(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
  return (curl_easy_setopt)(handle, CURLOPT_QUICK_EXIT, 1L);
#else
  (void)handle;
  return CURLE_OK;
#endif
}

// The result of a finished transfer, a member of a union that Swift imports under a name of its own.
static inline CURLcode ringside_curl_result(const CURLMsg *message) { return message->data.result; }
#endif
