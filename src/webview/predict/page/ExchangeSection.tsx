import type { Exchange } from '../contract.ts';
import { CopyButton, CopyLink } from '../../kit/controls/CopyButton.tsx';
import { t } from '../../kit/language/language.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { Segmented } from '../../kit/controls/Segmented.tsx';

type ContentType = 'text/csv' | 'application/json';

interface ExchangeSectionProps {
  readonly exchange: Exchange | undefined;
  readonly endpointName: string;
  /** How the next request is sent; absent where none can be sent. */
  readonly contentType?: ContentType;
  readonly onContentType?: (contentType: ContentType) => void;
}

/** The last request as sent and its response as received. */
export function ExchangeSection({
  exchange,
  endpointName,
  contentType,
  onContentType,
}: ExchangeSectionProps) {
  return (
    <Section
      id="exchange"
      title={t('Request and response')}
      aside={
        exchange && (
          <>
            <CopyLink text={exchange.curl} label={t('Copy as curl')} />
            <CopyLink text={exchange.boto3} label={t('Copy as boto3')} />
          </>
        )
      }
    >
      <div class="exchange">
        <div>
          <header>
            {contentType === undefined || onContentType === undefined ? (
              <span class="s q">{t('Last request')}</span>
            ) : (
              <span class="send-as">
                <span class="q s" aria-hidden="true">
                  {t('Send as')}
                </span>
                <Segmented<ContentType>
                  label={t('Content type of the next request')}
                  value={contentType}
                  options={[
                    { value: 'text/csv', label: 'text/csv' },
                    { value: 'application/json', label: 'JSON' },
                  ]}
                  onChange={onContentType}
                />
              </span>
            )}
            {exchange && <CopyButton text={requestText(exchange)} label={t('Copy request')} />}
          </header>
          <pre class="code" role="region" tabIndex={0} aria-label={t('Request')} data-testid="request">
            {exchange === undefined ? t('Requests to {0} appear here.', endpointName) : requestText(exchange)}
          </pre>
        </div>
        <div>
          <header>
            <span class="s q">{exchange && responseFacts(exchange)}</span>
            {exchange && <CopyButton text={exchange.response.body} label={t('Copy response')} />}
          </header>
          <pre class="code" role="region" tabIndex={0} aria-label={t('Response')} data-testid="response">
            {exchange?.response.body}
          </pre>
        </div>
      </div>
    </Section>
  );
}

function requestText({ request: { path, contentType, body } }: Exchange): string {
  return `POST ${path}\nContent-Type: ${contentType}\n\n${body}`;
}

function responseFacts({ response: { status, contentType, milliseconds } }: Exchange): string {
  return `${status} · ${contentType} · ${t('{0} ms', Math.round(milliseconds))}`;
}
