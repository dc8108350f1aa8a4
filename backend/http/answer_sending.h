// How an answer leaves on a connection: its head, then the body, the file or the source in pieces, as fast as
// the client takes them. Only files of this folder include it.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string>
#include <utility>

#include "backend/http/answer_writer.h"
#include "backend/http/progress.h"

namespace kf {

// `Owner` holds it, lives while an operation is under way, and is told once per answer by answer_left(whole).
template <class Stream, class Owner>
class AnswerSending {
  public:
    explicit AnswerSending(Stream& stream) : stream_(stream) {}

    struct Form {
        AfterAnswer after = AfterAnswer::KeepOpen;
        bool chunked = true;
        bool only_head = false;
        Pace pace;
    };
    void send(std::shared_ptr<Owner> owner, Response response, const Form& form) {
        form_ = form;
        head_ = write_head(response, form.after, form.chunked);
        body_ = form.only_head ? nullptr : std::move(response.body);
        file_ = form.only_head ? nullptr : std::move(response.file);
        source_ = form.only_head ? nullptr : std::move(response.source);
        progress_.begin(form.pace, std::chrono::steady_clock::now());
        const std::array<boost::asio::const_buffer, 2> parts{
            boost::asio::buffer(head_), body_ ? boost::asio::buffer(*body_) : boost::asio::const_buffer{}};
        write(std::move(owner), parts);
    }
    // When the client is given up unless it takes more.
    [[nodiscard]] Progress::Time deadline() const { return progress_.deadline(); }
    // Nobody waits for the end of what may be long.
    void cut_source_short() { cut_short_ = true; }

  private:
    using Failed = boost::system::error_code;
    static constexpr std::size_t kFilePiece = 64 * 1024;

    template <class Buffers>
    void write(std::shared_ptr<Owner> owner, const Buffers& buffers) {
        auto* const held = owner.get();
        taken_ = 0;
        boost::asio::async_write(
            stream_, buffers,
            // Asked after every part that the system has taken, so a large piece for a slow client is no
            // pause.
            [this](Failed error, std::size_t taken) -> std::size_t {
                progress_.moved(taken - std::exchange(taken_, taken), std::chrono::steady_clock::now());
                return error ? 0 : kFilePiece;
            },
            [this, held, owner = std::move(owner)](Failed error, std::size_t) mutable {
                body_.reset();
                piece_ = {};
                if (error) return held->answer_left(false);
                next(std::move(owner));
            });
    }

    void next(std::shared_ptr<Owner> owner) {
        if (source_) return write_source(std::move(owner));
        if (file_) return write_file(std::move(owner));
        owner->answer_left(true);
    }

    void write_source(std::shared_ptr<Owner> owner) {
        std::string piece;
        const auto got = source_->read(piece);
        const bool last = got == BodySource::Next::End;
        if (got == BodySource::Next::Failed || (cut_short_ && !last)) return owner->answer_left(false);
        if (last) source_.reset();
        piece_ = form_.chunked ? write_chunk(piece, last) : std::move(piece);
        if (!piece_.empty()) return write(std::move(owner), boost::asio::buffer(piece_));
        // After nothing, the others have their turn first. That nothing was found is not the client's fault.
        progress_.begin(form_.pace, std::chrono::steady_clock::now());
        boost::asio::post(stream_.get_executor(),
                          [this, owner = std::move(owner)]() mutable { next(std::move(owner)); });
    }

    // Read on the loop thread: what is asked for was mostly just written or asked for, and a piece is small.
    void write_file(std::shared_ptr<Owner> owner) {
        piece_.resize(kFilePiece);
        const auto size = file_->read(piece_.data(), piece_.size());
        if (!size) return owner->answer_left(false);
        if (*size > 0) return write(std::move(owner), boost::asio::buffer(piece_.data(), *size));
        file_.reset();
        piece_ = {};
        owner->answer_left(true);
    }

    Stream& stream_;
    Form form_;
    std::string head_;
    SharedText body_;
    std::shared_ptr<FilePart> file_;
    std::shared_ptr<BodySource> source_;
    std::string piece_;
    Progress progress_;
    std::size_t taken_ = 0;  // of what is being written
    bool cut_short_ = false;
};

}  // namespace kf
