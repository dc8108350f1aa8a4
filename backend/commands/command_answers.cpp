#include "backend/commands/command_answers.h"

#include "shared/protocol/refusals.h"

namespace kf {
namespace {

// Without `default`, so that a code of a command without a sentence does not compile.
RefusalWords words_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::TextEmpty:
            return {"消息是空的。请输入内容后再发送。", "The message is empty. Type something first."};
        case ErrorCode::HoldInvalid:
            return {"撤销等待时间应为 0 到 10 秒。", "The undo delay must be 0 to 10 seconds."};
        case ErrorCode::DraftTooLong:
            return {"草稿超过 8 KB，没有保存。请缩短。",
                    "The draft is longer than 8 KB and was not saved. Shorten it."};
        case ErrorCode::DraftInvalid:
            return {"草稿中有无法保存的字符，没有保存。",
                    "The draft holds characters that cannot be kept; it was not saved."};
        case ErrorCode::DraftChanged:
            return {"另一个窗口里改过这份草稿，没有覆盖。",
                    "The draft was changed in another window and was not overwritten."};
        case ErrorCode::NoteTooLong:
            return {"备注超过 2000 字，没有保存。请缩短。",
                    "The note is longer than 2000 characters and was not saved. Shorten it."};
        case ErrorCode::NoteInvalid:
            return {"备注中有无法保存的字符，没有保存。",
                    "The note holds characters that cannot be kept; it was not saved."};
        case ErrorCode::UnknownConversation:
            return {"找不到这个会话。请刷新页面。", "There is no such conversation. Reload the page."};
        case ErrorCode::UnknownMessage:
            return {"找不到这条消息。请刷新页面。", "There is no such message. Reload the page."};
        case ErrorCode::UnknownCustomer:
            return {"找不到这位客户。请刷新页面。", "There is no such customer. Reload the page."};
        case ErrorCode::UnknownAgent:
            return {"找不到这位同事，或账号已停用。请选择其他同事。",
                    "There is no such colleague, or they are disabled. Choose another."};
        case ErrorCode::AgentNotServing:
            return {"这位同事不负责这个客服账号。请选择其他同事，或请管理员分配账号。",
                    "This colleague does not serve the account. Choose another, or ask an administrator."};
        case ErrorCode::AlreadySent:
            return {"消息已经发出，不能撤销。微信客服没有撤回接口。",
                    "The message has already left and cannot be taken back; WeChat customer service has no "
                    "recall."};
        case ErrorCode::NotFailed:
            return {"只有发送失败的消息才能重发。", "Only a failed message can be sent again."};
        case ErrorCode::AlreadyRetried:
            return {"这条消息已经重发过了，请看下面的新消息。",
                    "This message was sent again already; see the new one below."};
        case ErrorCode::PrivateNoteTooLong:
            return {"内部备注超过 8192 字节，没有保存。请缩短。",
                    "The private note is longer than 8192 bytes and was not saved. Shorten it."};
        case ErrorCode::TooManyNotes:
            return {"内部备注写得太快，没有保存。请稍后再试。",
                    "That was too many private notes in a short time; this one was not saved. Try again "
                    "shortly."};
        case ErrorCode::MentionCannotSee:
            return {"提到的同事不负责这个客服账号，看不到这个会话。请去掉 @，或请管理员分配账号。",
                    "A colleague whom you mention does not serve this account and cannot see the "
                    "conversation. Take the @ out, or ask an administrator."};
        case ErrorCode::UnknownMedia:
            return {"找不到要发送的文件，或您无权使用它。请重新选择文件。",
                    "The file to send is not there, or you may not use it. Choose the file again."};
        case ErrorCode::MediaGone:
            return {"文件还没有准备好，或已被清理。请重新选择文件。",
                    "The file is not ready, or has been removed to make room. Choose the file again."};
        case ErrorCode::MediaWrongType:
            return {
                "文件类型不对：图片只能是 JPG、PNG，语音只能是 AMR，视频只能是 MP4。其他类型请作为文件发送。",
                "The file is of the wrong type: pictures must be JPG or PNG, voice AMR, video MP4. Send "
                "others as a file."};
        case ErrorCode::MediaTooLarge:
            return {"文件太大：图片和视频最大 10 MB，语音 2 MB，文件 20 MB。请压缩后再发送。",
                    "The file is too large: pictures and videos may have 10 MB, voice 2 MB, files 20 MB. "
                    "Make it smaller."};
        case ErrorCode::MediaTooSmall:
            return {"文件太小：企业微信不接受 5 字节以下的文件。",
                    "The file is too small: WeCom takes no file of 5 bytes or less."};
        case ErrorCode::VoiceTooLong:
            return {"语音最长 60 秒。请截短，或作为文件发送。",
                    "A voice message may last 60 seconds. Cut it, or send it as a file."};
        case ErrorCode::UnknownQuickReply:
            return {"找不到这条快捷回复，可能已被删除。",
                    "There is no such quick reply; it may have been deleted."};
        case ErrorCode::QuickReplyNotYours:
            return {"共享的快捷回复由主管和管理员维护。您可以另存为个人快捷回复。",
                    "Shared quick replies are kept by supervisors and administrators. You can save one of "
                    "your own."};
        case ErrorCode::TooManyQuickReplies:
            return {"快捷回复已达 2000 条。请先删除不用的。",
                    "There are 2000 quick replies already. Delete some that are not used."};
        case ErrorCode::UnknownAccount:
            return {"找不到这个客服账号。请刷新页面。", "There is no such account. Reload the page."};
        case ErrorCode::ClosingHasNoScene:
            return {"结束语不分场景。请去掉场景。", "Closing words have no scene. Remove the scene."};
        case ErrorCode::SceneInvalid:
            return {"场景值过长或有无法保存的字符。",
                    "The scene is too long, or holds characters that cannot be kept."};
        case ErrorCode::OnlyAdministrators:
            return {"只有管理员可以修改这些设置。", "Only administrators may change these settings."};
        case ErrorCode::MapAddressNotHttps:
            return {"地图网址要以 https:// 和一个固定的网站开头。",
                    "The map's address must begin with https:// and a fixed site."};
        case ErrorCode::MapAddressWithoutPlace:
            return {"地图网址里要有 {latitude} 和 {longitude}，打开时会换成坐标。",
                    "The map's address must hold {latitude} and {longitude}; they are replaced by the "
                    "coordinates."};
        case ErrorCode::MapAddressInvalid:
            return {"地图网址过长，或有空格、引号等不能用的字符。",
                    "The map's address is too long, or holds blanks, quotes or other characters that cannot "
                    "be used."};
        case ErrorCode::PresenceInvalid:
            return {"请选择在线或离开。", "Choose online or away."};
        case ErrorCode::DiskFull:
            return {"服务器磁盘已满，没有保存。请告诉管理员，您的内容仍在输入框里。",
                    "The server's disk is full; nothing was saved. Tell an administrator. Your text is still "
                    "here."};
        case ErrorCode::StoreReadOnly:
            return {"服务器的存储不可写，没有保存。请告诉管理员，您的内容仍在输入框里。",
                    "The server's store cannot be written; nothing was saved. Tell an administrator. Your "
                    "text is still here."};
        case ErrorCode::StoreBusy:
            return {"服务器正忙，没有保存。请再试一次。",
                    "The server is busy; nothing was saved. Try again."};
        case ErrorCode::StoreFailed:
            break;
#define KF_REFUSAL_CODE(name, word) \
    case ErrorCode::name:           \
        return refusal_words(Refusal::name);
#include "shared/base/error_code.inc"
#define KF_REFUSAL_CODE(name, word)
#define KF_COMMAND_CODE(name, word)
#define KF_ERROR_CODE(name, word) case ErrorCode::name:
#include "shared/base/error_code.inc"
            break;  // not a command's: the store has failed in another way
    }
    return {"服务器保存失败。请再试一次；仍不行请告诉管理员。",
            "The server could not save this. Try again; if it stays, tell an administrator."};
}

}  // namespace

CommandAnswer done(const ClientId& id, MessageId message) {
    return CommandDone{id, message};
}

CommandAnswer refused(const ClientId& id, Refusal refusal) {
    return failed(id, error_code_of(refusal));
}

CommandAnswer refused(const ClientId& id, const ContentProblem& problem) {
    return CommandFailed{id, problem.code, problem.zh, problem.en};
}

CommandAnswer failed(const ClientId& id, ErrorCode code) {
    const RefusalWords words = words_of(code);
    return CommandFailed{id, code, std::string(words.zh), std::string(words.en)};
}

CommandAnswer answer_to(const ClientId& id, const Result<void>& result) {
    return result.ok() ? done(id) : failed(id, result.error().code);
}

}  // namespace kf
