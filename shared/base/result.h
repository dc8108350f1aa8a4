// Result: a value or the reason why there is none. Expected failures travel in it; nothing throws.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "shared/base/error_code.h"

namespace kf {

// `code` is for programs, `message` says in English what was attempted and what went wrong; it holds neither
// secrets nor what customers wrote. `number` is an errcode of the kf API where there is one.
struct Error {
    ErrorCode code = ErrorCode::None;
    std::string message;
    int number = 0;
};

template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: a value is a result
    Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: so is an error

    [[nodiscard]] bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] const T& value() const& { return *get_value(); }
    [[nodiscard]] T& value() & { return *get_value(); }
    [[nodiscard]] T&& value() && { return std::move(*get_value()); }
    const T& operator*() const& { return value(); }
    T& operator*() & { return value(); }
    const T* operator->() const { return get_value(); }
    T* operator->() { return get_value(); }
    [[nodiscard]] const Error& error() const {
        assert(!ok());
        return *std::get_if<1>(&held_);
    }

  private:
    [[nodiscard]] const T* get_value() const {
        assert(ok());
        return std::get_if<0>(&held_);
    }
    T* get_value() {
        assert(ok());
        return std::get_if<0>(&held_);
    }
    std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}  // NOLINT: an error is a result

    [[nodiscard]] bool ok() const { return !error_.has_value(); }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const Error& error() const {
        assert(!ok());
        return *error_;
    }

  private:
    std::optional<Error> error_;
};

#define KF_CONCAT_INNER(a, b) a##b
#define KF_CONCAT(a, b) KF_CONCAT_INNER(a, b)

// Passes an error up: TRY(store.save(x));
#define TRY(expression)                                                                  \
    do {                                                                                 \
        if (auto try_result = (expression); !try_result.ok()) return try_result.error(); \
    } while (false)

// Passes an error up or names the value: TRY_ASSIGN(const auto page, api.sync_msg(cursor));
#define TRY_ASSIGN(declaration, expression) \
    TRY_ASSIGN_INNER(declaration, expression, KF_CONCAT(try_result_, __LINE__))
#define TRY_ASSIGN_INNER(declaration, expression, name) \
    auto name = (expression);                           \
    if (!name.ok()) return name.error();                \
    declaration = std::move(name).value()

}  // namespace kf
