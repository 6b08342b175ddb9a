import type { Phrases } from "./families.ts";

export const japanese: Phrases = {
  concurrency: `デッドロック, 競合状態, 競合, レースコンディション, 排他制御, 並行, 同時実行, 同時に, ロック順序`,
  distributed: `分散, 合意形成, コンセンサス, 複数リージョン, マルチリージョン, シャーディング, レプリケーション, 正確に一度, 冪等, べき等, 整合性, 結果整合`,
  theory: `証明, 下界, 不変条件, 計算量, 最適性`,
  internals: `コンパイラ, インタプリタ, ガベージ, メモリリーク, アロケータ, スケジューラ, 実行計画`,
  attack: `脆弱性, セキュリティ, インジェクション, 攻撃, 脅威, 暗号, 権限昇格, 認証`,
  speed: `倍速, 倍に, 半分に, 速くして, 遅い, 短縮, レイテンシ, スループット, パフォーマンス, ボトルネック, 最適化, 高負荷, 負荷, スケール, 高速化, 性能, 百万, 秒間`,
  continuity: `
    無停止, ダウンタイム, 停止せずに, 停止させずに, 移行, マイグレーション, ロールバック, 切り戻し, 災害復旧, 復旧, データ損失, 二重書き込み, モノリス, 後方互換, 互換性, 段階的`,
  subjects: `トランザクション, キュー, マイクロサービス, キャッシュ, 決済, 請求, 在庫, 障害`,
  symptoms: `たまに, 時々, ときどき, 稀に, まれに, 断続的, 本番でのみ, 本番環境でのみ, 場合だけ, 時だけ, ときだけ, 不定期, ランダムに, 二重に, 消える, リーク, のみ発生`,
  diagnosis: `なぜ, 原因, 調査, 特定, 診断, デバッグ, 突き止め, 分析, 解析`,
  planning: `設計, 計画, 提案, 戦略, 方針, アーキテクチャ, 構成を考え, ロードマップ, 手順を`,
  judging: `比較, 評価, 監査, レビュー, 根拠, 推奨, トレードオフ, リスク`,
  overhaul: `リファクタリング, 書き直し, 書き換え, 分割, 置き換え, 作り直`,
  building: `実装, 構築, 開発`,
  scope: `全て, すべて, 全ファイル, 全体, 各サービス, 複数の`,
  conditions: `落とさず, 変えずに, 壊さず, 失わず, 維持, 保ちながら, 保証, ように, でも, 場合でも, テスト, 障害時, 修正案`,
  mechanical: `翻訳, 訳して, 英語に, 日本語に, 並べ替え, 並び替え, 数えて, 名前を変え, 改名, 大文字に, 小文字に, 誤字, コメントを書, コメントを追加, 教えて`,
  trifles: `絵文字, 同義語, 誤字, スペル, 変数名を, 一行で, 一言で, 大文字, 小文字`,
  lookup: `とは何, とは, 何ですか, は何, 何をし, どれ, どこ, いくつ, いつ, どうやって, には, 方法は, 書き方, やり方, 使い方, 違いは, 意味は, 何行`,
  basics: `ポート番号, デフォルトポート, ループ, 演算子, コマンド, 変数, 定数, 構文, 文字列, 逆順`,
  constructs: `
    パーサ, 構文解析, 文法, ルールエンジン, ロックフリー, マルチテナント, テナント, 決定的, プロトコル, リアルタイム, オフライン, 同期, 認可, 認証基盤, 型推論, サンドボックス, 二重請求, 二重送信,
    リプレイ攻撃`,
  guarantees: `混ざらない, 失わない, 起きないように, しないように, 壊さずに, 落とさずに, 変えずに, 必ず一度, 二度と`,
};

export const chinese: Phrases = {
  concurrency: `死锁, 死鎖, 竞态, 競態, 竞争条件, 并发, 並發, 高并发, 同时, 同時, 无锁, 原子性, 加锁`,
  distributed: `
    分布式, 分散式, 共识, 多地域, 跨地域, 跨区域, 多区域, 多机房, 异地多活, 分片, 复制延迟, 恰好一次, 精确一次, 幂等, 冪等, 一致性, 网络分区, 不一致, 最终一致`,
  theory: `证明, 證明, 下界, 不变量, 复杂度, 最优`,
  internals: `编译器, 編譯器, 解释器, 垃圾回收, 内存泄漏, 內存洩漏, 内存泄露, 分配器, 调度器, 执行计划, 查询计划, 内核`,
  attack: `漏洞, 安全, 注入, 攻击, 攻擊, 威胁, 加密, 提权, 越权, 认证, 鉴权`,
  speed: `倍, 提速, 太慢, 变慢, 降低一半, 一半, 延迟, 延遲, 吞吐, 性能, 效能, 瓶颈, 瓶頸, 优化, 優化, 高负载, 负载, 扩展, 百万, 亿, 每秒, 加速`,
  continuity: `不停机, 停机, 零停机, 不中断, 迁移, 遷移, 回滚, 回退, 灾难恢复, 容灾, 数据丢失, 双写, 单体, 灰度, 兼容, 平滑, 割接, 降级`,
  subjects: `事务, 队列, 微服务, 缓存, 支付, 扣款, 订单, 账单, 库存, 限流, 流水线`,
  symptoms: `偶尔, 偶發, 偶发, 有时, 有時, 间歇, 随机, 只在, 仅在, 重复扣, 重复, 丢失, 卡住, 卡死, 泄漏`,
  diagnosis: `为什么, 為什麼, 为何, 原因, 排查, 诊断, 调查, 定位, 分析, 根因, 查出, 找出`,
  planning: `设计, 設計, 规划, 計劃, 计划, 提出, 方案, 策略, 架构, 架構, 制定, 思路`,
  judging: `比较, 對比, 对比, 评估, 審計, 审计, 审查, 论证, 推荐, 权衡, 风险`,
  overhaul: `重构, 重構, 重写, 拆分, 替换, 改造, 合并`,
  building: `实现, 實現, 构建, 开发, 搭建`,
  scope: `所有, 全部, 整个, 每个服务, 多个, 各个`,
  conditions: `不影响, 不改变, 不破坏, 同时保持, 保持, 保证, 保證, 确保, 即使, 仍能, 仍然, 要求, 并给出, 完整, 测试, 故障, 兜底`,
  mechanical: `翻译, 翻譯, 译成, 重命名, 改名, 排序, 统计一下, 数一下, 写一个注释, 加注释, 改成大写, 改成小写, 给我, 列出, 把这个变量`,
  trifles: `同义词, 表情, 英文, 中文, 错别字, 拼写, 一句话, 一行, 变量名`,
  lookup: `什么是, 是什么, 是什麼, 什么意思, 怎么, 怎麼, 怎样, 哪个, 哪些, 哪里, 多少, 几个, 如何在, 如何用, 有什么区别, 区别是, 做什么`,
  basics: `默认端口, 循环, 运算符, 命令, 变量, 常量, 语法, 字符串, 文件, 目录, 数组, 列表, 反转, 打印`,
  constructs: `解析器, 语法, 规则引擎, 搜索引擎, 多租户, 租户, 确定性, 协议, 实时, 离线, 同步, 沙箱, 防重放, 重放, 状态机, 类型推断, 背压, 熔断, 补偿`,
  guarantees: `不丢, 不重复, 绝不, 永不, 不能丢, 不得, 任何情况下, 宕机, 崩溃`,
};

export const korean: Phrases = {
  concurrency: `교착, 데드락, 경쟁 상태, 경합, 동시성, 동시에, 병렬`,
  distributed: `분산, 합의, 다중 리전, 여러 리전, 샤딩, 복제, 정확히 한 번, 멱등, 일관성, 정합성`,
  theory: `증명, 하한, 불변, 복잡도`,
  internals: `컴파일러, 인터프리터, 가비지, 메모리 누수, 누수, 스케줄러, 실행 계획`,
  attack: `취약점, 보안, 인젝션, 공격, 위협, 암호화, 권한 상승, 인증`,
  speed: `지연, 처리량, 성능, 병목, 최적화, 부하, 대용량, 확장, 초당`,
  continuity: `무중단, 다운타임, 중단 없이, 마이그레이션, 이전, 롤백, 복구, 데이터 손실, 이중 쓰기, 모놀리, 하위 호환, 호환성`,
  subjects: `트랜잭션, 큐, 마이크로서비스, 캐시, 결제, 재고, 장애`,
  symptoms: `가끔, 간헐적, 때때로, 운영에서만, 프로덕션에서만, 에서만, 할 때만, 무작위, 중복, 음수가, 사라`,
  diagnosis: `왜, 원인, 조사, 진단, 디버깅, 찾아, 분석, 파악`,
  planning: `설계, 계획, 제안, 전략, 아키텍처, 방안`,
  judging: `비교, 평가, 감사, 검토, 근거, 추천, 위험`,
  overhaul: `리팩터링, 리팩토링, 재작성, 다시 작성, 분리, 분할, 교체`,
  scope: `모든, 전체, 각 서비스, 여러`,
  conditions: `없이, 유지하면서, 보장, 하도록, 되더라도, 테스트, 장애 시`,
  mechanical: `번역, 이름을 바꿔, 정렬, 세어, 영어로, 한국어로, 알려, 보여, 주석을`,
  lookup: `무엇, 뭐, 뭔가, 어떻게, 방법은, 어디, 몇, 어떤, 차이, 뜻`,
  basics: `기본 포트, 반복문, 연산자, 명령, 변수, 상수, 문법, 문자열, 숫자로`,
  constructs: `파서, 문법, 규칙 엔진, 락 프리, 멀티테넌트, 테넌트, 결정적, 프로토콜, 실시간, 오프라인, 동기화, 샌드박스, 권한 모델, 상태 머신`,
  guarantees: `않도록, 잃지, 절대, 두 번 처리, 두 번, 한 번만`,
};

export const turkish: Phrases = {
  distributed: `dagitik, uzlasma, birden fazla bolge, tam olarak bir kez`,
  attack: `guvenlik, acik*, saldiri*`,
  speed: `gecikme*, performans*, darbogaz*, optimiz*, yuk altinda, milyon*, olcekle*`,
  continuity: `kesintisiz, kesinti olmadan, goc, tasi*, geri donus, geri alma, veri kaybi*, monolit*`,
  symptoms: `bazen, ara sira, sadece, rastgele, kayb*`,
  diagnosis: `neden, sebep*, sebebi, arastir*, analiz*, bul ve`,
  planning: `tasarla*, tasarim*, planla*, plani, plan, oner*, strateji*, mimari*`,
  judging: `karsilastir*, degerlendir*, denetim*, gerekce*`,
  overhaul: `yeniden yaz*, refaktor*`,
  scope: `tum, butun, her servis*`,
  conditions: `olmadan, tutarlilik, garanti*, icin, sagla*, iceren`,
  mechanical: `cevir*, yeniden adlandir*, sirala*, say, goster, ver`,
  lookup: `nedir, ne ise, ne demek, nasil, hangi, nerede, kac, fark*`,
};

export const arabic: Phrases = {
  concurrency: `الجمود, تزامن, التزامن, حالة تسابق, حالات التسابق, سباق, المتزامن*`,
  distributed: `
    موزع, موزعة, الموزع*, إجماع, مناطق متعددة, عدة مناطق, مرة واحدة بالضبط, اتساق, الاتساق, مزامنة, تعارض*,
    التعارضات, توزيع`,
  theory: `أثبت, برهن, إثبات, برهان, تعقيد`,
  attack: `ثغرات, الثغرات, ثغرة, أمان, الأمان, أمني*, الأمني*, حقن, هجوم, هجمات, التهديدات, تشفير, المصادقة`,
  speed: `أداء, الأداء, زمن الاستجابة, حمل عال*, الحمل, تحت الضغط, ملايين, تحسين, اختناق`,
  continuity: `
    دون توقف, بدون توقف, ترحيل, نقل قاعدة, الهجرة, التراجع, تراجع, استعادة, فقدان البيانات, دون انقطاع, بدون انقطاع,
    التوافق`,
  symptoms: `أحيانا, عشوائي*, متقطع*, فقط عند, فقط في, يتكرر, تسرب, تسريب`,
  diagnosis: `أصلح, اشرح سبب*, سببه, أسبابه, لما, لماذا, سبب, السبب, أسباب, حلل, تحليل, شخص, ابحث عن سبب, حقق`,
  planning: `صمم, تصميم, آلية, منهجية, حل شامل, خطط, خطة, اقترح, اقتراح, استراتيجية, معمارية, هندسة`,
  judging: `قارن, مقارنة, قيم, راجع, مراجعة, دقق, برر, مخاطر`,
  overhaul: `أعد كتابة, أعد هيكلة, قسم, استبدل, إعادة هيكلة`,
  scope: `جميع, كل, كافة, بالكامل`,
  conditions: `
    دون, بدون, بحيث, حتى لو, مع ضمان, ضمان, يضمن*, تضمن, عدم تكرار, عند انقطاع, مع الحفاظ, اختبارات, الفشل, فشل`,
  mechanical: `ترجم, أعد تسمية, رتب, عد, اكتب تعليق*, صحح الإملاء, أعطني, أظهر`,
  lookup: `ما هو, ما هي, ماذا يفعل, ماذا تعني, كيف, أين, كم, أي أمر, ما الفرق, ما معنى`,
  internals: `تسرب ذاكرة, تسرب الذاكرة, تسريب الذاكرة, مترجم, مفسر`,
  constructs: `محلل, قواعد نحوية, بروتوكول, الزمن الحقيقي, متعدد المستأجرين, حل التعارضات`,
};

export const hindi: Phrases = {
  planning: `डिज़ाइन, डिजाइन, योजना, रणनीति, सुझाव, आर्किटेक्चर`,
  diagnosis: `क्यों, कारण, जांच, जाँच, पता लगा*, विश्लेषण`,
  attack: `सुरक्षा, कमजोरी*, हमल*`,
  speed: `प्रदर्शन, लोड, लाखों, तेज`,
  continuity: `बिना डाउनटाइम, डाउनटाइम, माइग्रेट, माइग्रेशन, रोलबैक, बिना रुके`,
  symptoms: `कभी कभी, कभी, केवल तब`,
  conditions: `बिना, ताकि, भले ही, सुनिश्चित, बनाए रख*`,
  scope: `सभी, पूरे, हर`,
  mechanical: `अनुवाद, नाम बदल*, बताओ, बताइए, दिखाओ`,
  lookup: `क्या है, क्या होता, कैसे, कौन, कहाँ, कितने, अंतर`,
};

export const vietnamese: Phrases = {
  planning: `thiết kế, kế hoạch, đề xuất, chiến lược, kiến trúc`,
  diagnosis: `tại sao, vì sao, nguyên nhân, phân tích, điều tra`,
  attack: `lỗ hổng, bảo mật, tấn công`,
  speed: `hiệu năng, độ trễ, thông lượng, tải cao, hàng triệu, tối ưu, mở rộng`,
  continuity: `không gián đoạn, không ngừng, di chuyển, chuyển đổi, khôi phục, mất dữ liệu`,
  distributed: `phân tán, nhất quán, nhiều vùng`,
  symptoms: `thỉnh thoảng, đôi khi, chỉ khi, ngẫu nhiên, rò rỉ`,
  conditions: `mà không, sao cho, ngay cả khi, đảm bảo`,
  scope: `tất cả, toàn bộ`,
  mechanical: `dịch, đổi tên, sắp xếp, đếm, cho tôi`,
  lookup: `là gì, như thế nào, làm sao, làm thế nào, ở đâu, bao nhiêu, cái nào, khác nhau`,
};

export const indonesian: Phrases = {
  planning: `rancang*, desain, rencana*, usulkan, strategi, arsitektur`,
  diagnosis: `mengapa, kenapa, penyebab, selidiki, analisis*, temukan penyebab`,
  attack: `kerentanan, keamanan, serangan`,
  speed: `kinerja, latensi, beban tinggi, jutaan, optimalkan, skala`,
  continuity: `tanpa downtime, tanpa henti, migrasi*, kehilangan data, pemulihan`,
  distributed: `terdistribusi, konsisten*, tepat satu kali`,
  symptoms: `kadang, sesekali, hanya saat, acak, kebocoran`,
  conditions: `tanpa, sehingga, meskipun, pastikan, menjamin`,
  scope: `semua, seluruh, setiap`,
  mechanical: `terjemahkan, ganti nama, urutkan, hitung, beri saya`,
  lookup: `apa itu, apa, bagaimana cara, bagaimana, di mana, berapa, yang mana, perbedaan`,
};

export const scandinavian: Phrases = {
  planning: `utforma, designa, planera, foresla, strategi, arkitektur, design, planlaeg`,
  diagnosis: `varfor, hvorfor, orsak*, arsag*, undersok*, undersog*, analysera, analyser`,
  attack: `sarbarhet*, sikkerhet*, sakerhet*, sikkerhed*, angrep, angrepp`,
  speed: `latens, prestanda, genomstromning, flaskhals*, optimera, optimer, hog last, miljoner, skalera`,
  continuity: `
    utan driftstopp, utan avbrott, uten nedetid, uden nedetid, migrera, migrer, migrering, aterstallning,
    dataforlust`,
  distributed: `distribuerad*, distribuert*, distribueret, konsistens, exakt en gang`,
  symptoms: `ibland, noen ganger, bara nar, slumpmassig*, tilfeldig*, sporadisk*`,
  conditions: `utan att, uten a, sa att, aven om, garanter*, sakerstall*`,
  scope: `i alla, i alle, hela kodbasen, alla tjanster`,
  mechanical: `oversatt*, oversett*, byt namn, sortera, rakna, ge mig, visa`,
  lookup: `vad ar, hva er, hvad er, vad gor, vilken, vilket, hvilken, var finns, hur, hvordan, hur manga`,
};
