// One's own sign-in: the sessions, which can be ended, and the password. Routes: backend/auth/account_routes.h.
(() => {
  'use strict';
  // The console's settings are "language=en;theme=dark;…" (web/program/settings_text.cpp).
  const setting = (name) => {
    try {
      const found = new RegExp('(?:^|;)' + name + '=(\\w+)').exec(localStorage.getItem('kfdesk.settings') || '');
      return found && found[1];
    } catch {
      return null;
    }
  };
  const english = (setting('language') || navigator.language || 'zh').toLowerCase().startsWith('en');
  const t = (zh, en) => (english ? en : zh);
  const theme = setting('theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
  document.documentElement.lang = english ? 'en' : 'zh-CN';
  document.title = t('账号与登录 · 客服台', 'Account · kfdesk');
  for (const el of document.querySelectorAll('[data-zh]')) el.textContent = english ? el.dataset.en : el.dataset.zh;

  const by = (id) => document.getElementById(id);
  const list = by('sessions');
  function say(box, words) {
    for (const each of [by('said'), by('problem')]) each.hidden = true;
    box.textContent = words;
    box.hidden = !words;
  }

  let backend = null;
  async function ask(method, path, body) {
    if (backend === null) {
      try {
        const config = await (await fetch('config.json', {cache: 'no-cache'})).json();
        backend = typeof config.backend === 'string' ? config.backend.replace(/\/+$/, '') : '';
      } catch {
        backend = '';  // the page's own server then
      }
    }
    const options = {method, credentials: 'include', cache: 'no-store', headers: {Accept: 'application/json'}};
    if (body) {
      options.headers['Content-Type'] = 'application/json';
      options.body = JSON.stringify(body);
    }
    let response;
    try {
      response = await fetch((backend || '.') + path, options);
    } catch {
      throw t('无法连接服务器，请检查网络后重试。', 'The server cannot be reached. Please check the network and try again.');
    }
    if (response.status === 401) {
      location.replace(backend ? 'login.html' : 'login');
      return new Promise(() => {});  // the page goes
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    const error = answer.error || {};
    throw (english ? error.en : error.zh) || t('暂时无法完成，请稍后再试。', 'That is not possible right now. Please try again later.');
  }

  // The browser and the system by the names that people know; what is unknown is shown as it is.
  function device(agent) {
    const first = (pairs) => (pairs.find(([pattern]) => pattern.test(agent)) || [])[1];
    const browser = first([[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/wxwork\//i, t('企业微信', 'WeCom')],
                           [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari']]);
    const system = first([[/Windows/, 'Windows'], [/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Mac OS X/, 'macOS'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux']]);
    if (browser) return system ? browser + ' · ' + system : browser;
    return agent.slice(0, 60) || t('未知设备', 'Unknown device');
  }
  const time = new Intl.DateTimeFormat(english ? 'en-GB' : 'zh-CN', {month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit'});

  async function end(button, path, done) {
    button.disabled = true;
    try {
      await ask('DELETE', path);
      await load();
      say(by('said'), done);
      by('said').tabIndex = -1;
      by('said').focus();  // the pressed button has gone
    } catch (words) {
      button.disabled = false;
      say(by('problem'), String(words));
    }
  }

  async function load() {
    const answer = await ask('GET', '/api/sessions');
    by('who').textContent = answer.user.name === answer.user.id ? answer.user.id : answer.user.name + ' · ' + answer.user.id;
    document.querySelector('input[name=username]').value = answer.user.id;
    list.textContent = '';
    for (const session of answer.sessions) {
      const name = document.createElement('b');
      name.textContent = device(session.device) + (session.this ? t('（当前）', ' (this one)') : '');
      const about = document.createElement('span');
      about.textContent = [session.address, t('登录于 ', 'since ') + time.format(session.began_at),
                           t('最近使用 ', 'last used ') + time.format(session.seen_at)].filter(Boolean).join(t('，', ', '));
      const row = document.createElement('li');
      row.append(name, about);
      if (!session.this) {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = t('退出', 'Sign out');
        button.setAttribute('aria-label', t('退出 ', 'Sign out ') + name.textContent);
        button.addEventListener('click', () => end(button, '/api/sessions/' + session.id, t('已退出。', 'Signed out.')));
        row.append(button);
      }
      list.append(row);
    }
    by('others').hidden = answer.sessions.length < 2;
  }

  by('others').addEventListener('click', () => end(by('others'), '/api/sessions', t('其他设备都已退出。', 'Every other device is signed out.')).then(() => { by('others').disabled = false; }));

  document.querySelector('form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const go = document.querySelector('.go');
    const [old, fresh, again] = [by('old'), by('new'), by('again')];
    if (fresh.value !== again.value) {
      say(by('problem'), t('两次输入的新密码不一样。', 'The two new passwords differ.'));
      again.select();
      again.focus();
      return;
    }
    go.disabled = true;
    try {
      await ask('POST', '/api/password', {old: old.value, new: fresh.value});
      old.value = fresh.value = again.value = '';
      await load();
      say(by('said'), t('密码已修改，其他设备都已退出。', 'The password is changed, and every other device is signed out.'));
      scrollTo(0, 0);
    } catch (words) {
      say(by('problem'), String(words));
    }
    go.disabled = false;
  });

  // Shown again on Back it might be somebody else's by now.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
  load().catch((words) => say(by('problem'), String(words)));
})();
